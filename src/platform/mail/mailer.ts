import type { Result } from '../../kernel/result.ts';
import type { Language } from '../messages/language.ts';

export type MessageChannel = 'sms' | 'email';

export interface Attachment {
  readonly name: string;
  readonly contentType: 'application/pdf';
  readonly bytes: Uint8Array;
}

/** One message to one person. An SMS is the text alone. */
export interface Message {
  readonly channel: MessageChannel;
  /** A telephone number or an e-mail address. */
  readonly to: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly attachment?: Attachment;
}

/**
 * Why a message was not handed over: `refused` for good (no such address), or `unavailable` for now. The reason is a
 * code such as `smtp_550` that may be logged; it never holds the address or what the message says.
 */
export interface SendProblem {
  readonly kind: 'refused' | 'unavailable';
  readonly reason: string;
}

/** Hands a message over at least once: after a lost answer the same message may arrive a second time. */
export interface MessageSender {
  send(message: Message): Promise<Result<void, SendProblem>>;
}

export interface Mailer extends MessageSender {
  /** Ends open connections. */
  close(): Promise<void>;
}

/**
 * Sends each message by the sender of its channel. A way to send SMS is added here: an implementation of
 * `MessageSender` (over SMPP or an operator's HTTP interface), chosen by its own setting when the hub is put together.
 */
export function createMailer(senders: {
  readonly sms: MessageSender;
  readonly email: MessageSender & { close?(): Promise<void> };
}): Mailer {
  return {
    send: (message) => senders[message.channel].send(message),
    close: async () => senders.email.close?.(),
  };
}
