import { createTransport } from 'nodemailer';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok } from '../../kernel/result.ts';
import type { Message, MessageSender, SendProblem } from './mailer.ts';

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte; `?requireTLS=true` insists on it. */
  readonly url: string;
  /** Address the messages come from, with or without a name. */
  readonly from: string;
}

export interface SmtpSender extends MessageSender {
  close(): Promise<void>;
}

/** Bounds on one message: a mail server that is slower than this is down. */
const timeouts = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
const mostConnections = 2;

/** Longest address SMTP carries (RFC 5321), in characters. */
const longestAddress = 254;

/** One address and nothing else: no list, no name, no line break that would become a header. */
const singleAddress = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

/** Sends e-mail over SMTP. Nothing a message says, and no address, reaches a log. */
export function createSmtpSender(settings: SmtpSettings, clock: Clock): SmtpSender {
  const transport = createTransport(
    { url: settings.url, pool: true, maxConnections: mostConnections, logger: false, ...timeouts },
    { from: settings.from, disableFileAccess: true, disableUrlAccess: true },
  );
  return {
    send: async (message) => {
      if (message.to.length > longestAddress || !singleAddress.test(message.to)) {
        return err({ kind: 'refused', reason: 'invalid_address' });
      }
      try {
        await transport.sendMail(mailOf(message, clock.now()));
        return ok(undefined);
      } catch (error) {
        return err(problemOf(error));
      }
    },
    close: async () => transport.close(),
  };
}

function mailOf(message: Message, date: Date) {
  const { attachment } = message;
  return {
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    date,
    headers: {
      'Content-Language': message.language,
      // Keeps holiday notices and other robots from answering.
      'Auto-Submitted': 'auto-generated',
    },
    attachments: attachment
      ? [{ filename: attachment.name, contentType: attachment.contentType, content: Buffer.from(attachment.bytes) }]
      : [],
  };
}

/** Only a 5xx answer about the recipient or the message is final; whatever else went wrong may pass. */
function problemOf(error: unknown): SendProblem {
  const { responseCode, code } = readFailure(error);
  const final = responseCode >= 500 && responseCode < 600 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  const reason = responseCode > 0 ? `smtp_${responseCode}` : code.toLowerCase();
  return { kind: final ? 'refused' : 'unavailable', reason };
}

function readFailure(error: unknown): { responseCode: number; code: string } {
  const failure = typeof error === 'object' && error !== null ? error : {};
  const responseCode = 'responseCode' in failure ? Number(failure.responseCode) : 0;
  const code = 'code' in failure && /^[A-Z]{2,20}$/.test(String(failure.code)) ? String(failure.code) : 'UNKNOWN';
  return { responseCode: Number.isInteger(responseCode) ? responseCode : 0, code };
}
