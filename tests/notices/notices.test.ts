import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { simulatedClock, type SettableClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { err, ok } from '../../src/kernel/result.ts';
import { composeNotice, maxAttempts, retryDelayMs, type Notice } from '../../src/notices/model.ts';
import { sendDueMessages, sweepMessages } from '../../src/notices/sender.ts';
import { createNotices, type NoticeOrder } from '../../src/notices/service.ts';
import { createFieldCipher } from '../../src/platform/crypto/field-cipher.ts';
import type { Message, MessageSender } from '../../src/platform/mail/mailer.ts';
import { createMailbox } from '../../src/platform/mail/mailbox.ts';
import { languages } from '../../src/platform/messages/language.ts';
import { newKey, ringOf } from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let clock: SettableClock;

const cipher = createFieldCipher(ringOf(newKey('e1')));
const minuteMs = 60_000;

beforeAll(async () => {
  database = await testDatabase();
});

beforeEach(async () => {
  clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  await database.db.sql.run('DELETE FROM outbox_message');
});

afterAll(() => database.close());

const order = (change: Partial<NoticeOrder> = {}): NoticeOrder => ({
  to: { channel: 'sms', address: '+994501234567' },
  language: 'az',
  citizenId: null,
  notice: { kind: 'confirmation-code', code: '482917', minutes: 10 },
  usefulForMs: 10 * minuteMs,
  ...change,
});

async function enqueue(change: Partial<NoticeOrder> = {}): Promise<void> {
  const notices = createNotices({ clock, ids: systemIds(clock), cipher });
  await database.db.transaction((sql) => notices.enqueue(sql, order(change)));
}

/** A carrier that takes everything, or answers as told. */
function carrier(answer: MessageSender['send'] = () => Promise.resolve(ok(undefined))) {
  const taken: Message[] = [];
  const send: MessageSender['send'] = (message) => {
    taken.push(message);
    return answer(message);
  };
  return { taken, send };
}

const sendWith = (mailer: MessageSender) => sendDueMessages({ db: database.db, cipher, mailer }, clock.now());

const states = () =>
  database.db.sql.rows<{ state: string; content: Buffer | null }>('SELECT state, content FROM outbox_message');

describe('a message', () => {
  it('is sent after the commit, once, and then nobody can read it any more', async () => {
    await enqueue();
    const mailer = carrier();
    expect(await sendWith(mailer)).toEqual({ sent: 1, postponed: 0, failed: 0, expired: 0 });
    expect(await sendWith(mailer)).toEqual({ sent: 0, postponed: 0, failed: 0, expired: 0 });
    expect(mailer.taken).toMatchObject([{ to: '+994501234567', channel: 'sms', language: 'az' }]);
    expect(mailer.taken[0]?.text).toContain('482917');
    expect(await states()).toEqual([{ state: 'sent', content: null }]);
  });

  it('is never sent when the change it tells of is rolled back', async () => {
    const notices = createNotices({ clock, ids: systemIds(clock), cipher });
    const failing = database.db.transaction(async (sql) => {
      await notices.enqueue(sql, order());
      throw new Error('something went wrong');
    });
    await expect(failing).rejects.toThrow('something went wrong');
    expect((await sendWith(carrier())).sent).toBe(0);
  });

  it('is encrypted while it waits', async () => {
    await enqueue();
    const rows = await database.owner.sql.rows<{ row: string }>('SELECT whole::text AS row FROM outbox_message whole');
    for (const secret of ['482917', '+994501234567']) {
      expect(rows[0]?.row).not.toContain(secret);
      expect(rows[0]?.row).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('is sent once when two senders are at work', async () => {
    for (let message = 0; message < 30; message += 1) await enqueue();
    const mailer = carrier(() => new Promise((resolve) => setTimeout(() => resolve(ok(undefined)), 2)));
    const reports = await Promise.all([sendWith(mailer), sendWith(mailer), sendWith(mailer)]);
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(30);
    expect(mailer.taken).toHaveLength(30);
  });

  it('that one sender is taking keeps no other sender waiting, and is sent by nobody else', async () => {
    for (let message = 0; message < 5; message += 1) await enqueue();
    const mailer = carrier();
    await database.owner.transaction(async (sql) => {
      await sql.rows(`SELECT id FROM outbox_message ORDER BY due_at, id LIMIT 2 FOR UPDATE`);
      expect((await sendWith(mailer)).sent).toBe(3);
    });
    expect((await sendWith(mailer)).sent).toBe(2);
  });

  it('reaches the mailbox of the sample world', async () => {
    await enqueue({ to: { channel: 'email', address: 'leyla@example.az' } });
    const mailbox = createMailbox({ db: database.db, clock, ids: systemIds(clock) });
    await sendWith(mailbox);
    expect(await mailbox.list('leyla@example.az')).toMatchObject([{ subject: 'Təsdiq kodu', channel: 'email' }]);
  });

  it('to nobody is a row and nothing else', async () => {
    await enqueue({ to: null });
    const mailer = carrier();
    await sendWith(mailer);
    expect(mailer.taken).toEqual([]);
    expect(await states()).toEqual([{ state: 'void', content: null }]);
  });
});

describe('a message that cannot be handed over', () => {
  const unavailable = () => Promise.resolve(err({ kind: 'unavailable', reason: 'smtp_451' } as const));

  it('is tried again, later each time, and given up after the eighth try', async () => {
    await enqueue({ usefulForMs: 7 * 24 * 60 * minuteMs });
    const mailer = carrier(unavailable);
    for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
      expect(await sendWith(mailer)).toMatchObject({ postponed: 1 });
      expect(await sendWith(mailer)).toMatchObject({ postponed: 0 });
      clock.advanceMs(retryDelayMs(attempt));
    }
    expect(await sendWith(mailer)).toMatchObject({ failed: 1 });
    expect(mailer.taken).toHaveLength(maxAttempts);
    expect(await states()).toEqual([{ state: 'failed', content: null }]);
  });

  it('because its sender breaks is tried again as well', async () => {
    await enqueue();
    expect(await sendWith(carrier(() => Promise.reject(new Error('broken'))))).toMatchObject({ postponed: 1 });
    clock.advanceMs(minuteMs);
    expect(await sendWith(carrier())).toMatchObject({ sent: 1 });
  });

  it('for good is given up at once', async () => {
    await enqueue();
    const refused = carrier(() => Promise.resolve(err({ kind: 'refused', reason: 'smtp_550' } as const)));
    expect(await sendWith(refused)).toMatchObject({ failed: 1 });
    expect(await states()).toEqual([{ state: 'failed', content: null }]);
  });

  it('before its code expires is forgotten', async () => {
    await enqueue();
    await sendWith(carrier(unavailable));
    clock.advanceMs(10 * minuteMs);
    const mailer = carrier();
    expect(await sendWith(mailer)).toEqual({ sent: 0, postponed: 0, failed: 0, expired: 1 });
    expect(mailer.taken).toEqual([]);
    expect(await states()).toEqual([{ state: 'expired', content: null }]);
  });

  it('because its key is gone does not keep the others waiting', async () => {
    await enqueue();
    await database.owner.sql.run(`UPDATE outbox_message SET content = '\\x00'`);
    await enqueue();
    expect(await sendWith(carrier())).toMatchObject({ sent: 1, failed: 1 });
  });

  it('because its sender died is left to the next when the lease is over', async () => {
    await enqueue();
    let die: (reason: Error) => void = () => undefined;
    const silence = new Promise<never>((_resolve, reject) => (die = reject));
    const dying = await new Promise<{ report: ReturnType<typeof sendWith> }>((resolve) => {
      const report = sendWith(carrier(() => (resolve({ report }), silence)));
    });
    const next = carrier();
    expect(await sendWith(next)).toMatchObject({ sent: 0 });
    expect(next.taken).toEqual([]);
    clock.advanceMs(5 * minuteMs);
    expect(await sendWith(next)).toMatchObject({ sent: 1 });
    die(new Error('too late'));
    expect(await dying.report).toMatchObject({ sent: 0 });
    expect(await states()).toEqual([{ state: 'sent', content: null }]);
  });
});

describe('rows of messages', () => {
  it('go a month after the message ended', async () => {
    await enqueue();
    await sendWith(carrier());
    clock.advanceMs(29 * 24 * 60 * minuteMs);
    expect(await sweepMessages(database.db, clock.now())).toBe(0);
    clock.advanceMs(2 * 24 * 60 * minuteMs);
    expect(await sweepMessages(database.db, clock.now())).toBe(1);
  });
});

describe('what people are told', () => {
  const notices: Notice[] = [
    { kind: 'confirmation-code', code: '482917', minutes: 10 },
    { kind: 'renewal-code', code: '482917', minutes: 10 },
    { kind: 'registration-attempt' },
    { kind: 'password-renewed' },
    { kind: 'contact-changed' },
    { kind: 'taken-over' },
  ];

  it('is said in each language, and differs from one notice to the next', () => {
    const said = notices.flatMap((notice) => languages.map((language) => composeNotice(notice, language)));
    expect(new Set(said.map(({ text }) => text)).size).toBe(said.length);
    expect(new Set(said.map(({ subject }) => subject)).size).toBe(said.length);
    for (const { subject, text } of said) expect(`${subject}${text}`).not.toMatch(/[{}]/);
  });
});
