import { translate } from '../platform/messages/translate.ts';
import type { Language } from '../platform/messages/language.ts';

/** What a person is told. A code is the only secret that ever travels in a message, and it dies within minutes. */
export type Notice =
  | { readonly kind: 'confirmation-code'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'renewal-code'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'registration-attempt' }
  | { readonly kind: 'password-renewed' }
  | { readonly kind: 'contact-changed' }
  | { readonly kind: 'taken-over' };

/** The words of a message. An SMS is the text alone. */
export interface NoticeText {
  readonly subject: string;
  readonly text: string;
}

/** The message in the language of whoever reads it. */
export function composeNotice(notice: Notice, language: Language): NoticeText {
  const t = translate(language);
  switch (notice.kind) {
    case 'confirmation-code': {
      const { code, minutes } = notice;
      return { subject: t('notice.confirmation.subject'), text: t('notice.confirmation.text', { code, minutes }) };
    }
    case 'renewal-code': {
      const { code, minutes } = notice;
      return { subject: t('notice.renewal.subject'), text: t('notice.renewal.text', { code, minutes }) };
    }
    case 'registration-attempt':
      return { subject: t('notice.registrationAttempt.subject'), text: t('notice.registrationAttempt.text') };
    case 'password-renewed':
      return { subject: t('notice.passwordRenewed.subject'), text: t('notice.passwordRenewed.text') };
    case 'contact-changed':
      return { subject: t('notice.contactChanged.subject'), text: t('notice.contactChanged.text') };
    case 'taken-over':
      return { subject: t('notice.takenOver.subject'), text: t('notice.takenOver.text') };
  }
}

/** Most tries to hand a message over; the last comes about a day after the first. */
export const maxAttempts = 8;

/** How long to wait after a try that failed, by the number of tries so far. */
export function retryDelayMs(attempts: number): number {
  const minutes = [1, 2, 5, 15, 60, 240, 720];
  return (minutes[Math.min(attempts, minutes.length) - 1] ?? 1) * 60_000;
}
