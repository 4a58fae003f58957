import { setTimeout as sleep } from 'node:timers/promises';
import { addHolidays } from '../calendar/service.ts';
import { addRules } from '../fees/service.ts';
import { sendDueMessages } from '../notices/sender.ts';
import type { MessageSender } from '../platform/mail/mailer.ts';
import type { WorldHub } from '../world/hub.ts';
import type { Hub } from './hub.ts';

/** Another sender may have taken the message a moment ago. */
const readAttempts = 100;
const readPauseMs = 50;

/** The hub as the sample world uses it. Messages go to `mailer`; codes in them are read on the way. */
export function worldHub(hub: Hub, mailer: MessageSender): WorldHub {
  return {
    ...hub,
    addFeeRules: (rules) => addRules(hub.db.sql, rules),
    addHolidays: (holidays) => addHolidays(hub.db.sql, holidays),
    readCode: codeReader(hub, mailer),
  };
}

function codeReader(hub: Hub, mailer: MessageSender): (address: string) => Promise<string> {
  const codes = new Map<string, string>();
  const watched: MessageSender = {
    send: (message) => {
      const code = /\b[0-9]{6}\b/.exec(message.text)?.[0];
      if (code !== undefined) codes.set(message.to, code);
      return mailer.send(message);
    },
  };
  return async (address) => {
    for (let attempt = 0; attempt < readAttempts; attempt += 1) {
      await sendDueMessages({ db: hub.db, cipher: hub.crypto.cipher, mailer: watched }, hub.clock.now());
      const code = codes.get(address);
      codes.delete(address);
      if (code !== undefined) return code;
      await sleep(readPauseMs);
    }
    throw new Error('no confirmation code came');
  };
}
