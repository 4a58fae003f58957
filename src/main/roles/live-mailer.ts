import type { Clock } from '../../kernel/clock.ts';
import { err } from '../../kernel/result.ts';
import type { Config } from '../../platform/config/config.ts';
import type { Mailbox } from '../../platform/mail/mailbox.ts';
import { createMailer, type Mailer, type MessageSender } from '../../platform/mail/mailer.ts';
import { createSmtpSender } from '../../platform/mail/smtp-sender.ts';

/** E-mail by SMTP where it is set up; whatever has no way out goes to the mailbox, or waits where there is none. */
export function openMailer(config: Config, clock: Clock, mailbox: Mailbox | undefined): Mailer {
  const fallback = mailbox ?? noWayOut;
  const { smtpUrl, mailFrom } = config;
  const email = smtpUrl === undefined ? fallback : createSmtpSender({ url: smtpUrl, from: mailFrom }, clock);
  return createMailer({ sms: fallback, email });
}

const noWayOut: MessageSender = {
  send: async () => err({ kind: 'unavailable', reason: 'channel_not_configured' }),
};
