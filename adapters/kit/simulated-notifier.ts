import { randomBytes } from 'node:crypto';
import { signatureHeaders } from './sign-notification.ts';
import type { SimulatedProvider } from './simulated-protocol.ts';

/** Where a simulated provider tells the hub what happened, and the secret that they share. */
export interface NotificationDoor {
  /** Whole address of the hub's door for this provider. */
  readonly url: string;
  readonly keyId: string;
  readonly secret: Uint8Array;
}

/** A request as it is sent. */
export interface SentNotification {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface NotifierOptions {
  readonly provider: Pick<SimulatedProvider, 'faults'>;
  readonly door: NotificationDoor;
  /** The provider's clock. */
  readonly now: () => Date;
}

export interface SimulatedNotifier {
  /** Signs a body and sends it, with whatever is wrong with the provider now; returns the hub's HTTP status. */
  send(body: string): Promise<number>;
  /** What was sent so far, the newest last. */
  sent(): readonly SentNotification[];
}

/** Defects in how a call is signed and sent, whatever it says. */
export const notifierFaults = [
  'notice-unsigned',
  'notice-wrong-signature',
  'notice-unknown-key',
  'notice-another-body',
  'notice-another-path',
  'notice-another-method',
  'notice-without-digest',
  'notice-signed-twice',
  'notice-stale',
  'notice-early',
  'notice-replayed',
] as const;

const hourMs = 3_600_000;

/** Calls the hub as a provider would: each message once, signed anew, with a nonce of its own. */
export function createNotifier({ provider, door, now }: NotifierOptions): SimulatedNotifier {
  const sent: SentNotification[] = [];
  const has = (fault: (typeof notifierFaults)[number]) => provider.faults.rules().some((rule) => rule.fault === fault);

  function sign(body: string): SentNotification {
    const path = new URL(door.url).pathname;
    const signedPath = has('notice-another-path') ? `${path}-of-another` : path;
    const method = has('notice-another-method') ? 'PUT' : 'POST';
    const headers = signatureHeaders(
      { method, path: signedPath, body: has('notice-another-body') ? `${body} ` : body },
      {
        keyId: has('notice-unknown-key') ? `${door.keyId}-x` : door.keyId,
        secret: has('notice-wrong-signature') ? randomBytes(door.secret.length) : door.secret,
        at: new Date(now().getTime() + shiftMs()),
        nonce: randomBytes(16).toString('hex'),
      },
    );
    return { method: 'POST', path, headers: spoilt(headers), body };
  }

  function shiftMs(): number {
    if (has('notice-stale')) return -hourMs;
    return has('notice-early') ? hourMs : 0;
  }

  function spoilt(headers: Readonly<Record<string, string>>): Record<string, string> {
    const { signature = '', 'signature-input': input = '', 'content-digest': digest = '', ...others } = headers;
    if (has('notice-unsigned')) return others;
    if (has('notice-without-digest')) return { ...others, signature, 'signature-input': input };
    const twice = has('notice-signed-twice') ? `${signature}, ${signature}` : signature;
    return { ...others, 'content-digest': digest, 'signature-input': input, signature: twice };
  }

  return {
    async send(body) {
      const before = sent.at(-1);
      const message = before && has('notice-replayed') ? before : sign(body);
      sent.push(message);
      const answer = await fetch(door.url, { method: message.method, headers: message.headers, body: message.body });
      await answer.arrayBuffer();
      return answer.status;
    },
    sent: () => sent,
  };
}
