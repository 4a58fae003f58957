import { daysBetween, formatMoment, formatMomentAt, formatTimeAt } from './format-date.ts';
import type { Language } from './language.ts';
import { translate } from './translate.ts';

/** The states of a payment, as payments.md names them. */
export type PaymentState = 'accepted' | 'sending' | 'unknown' | 'confirmed' | 'rejected' | 'reversed';

/** What the two legs of a payment are told from: where the money was taken, and what the provider said. */
export interface PaymentLegs {
  readonly state: PaymentState;
  readonly acceptedAt: Date;
  /** Agent and outlet, as the payer knows them: `Azərpoçt, Nizami 12`. */
  readonly place: string;
  readonly providerName: string;
  readonly confirmedAt: Date | null;
  /** The provider's own number of the payment. */
  readonly providerTransaction: string | null;
  readonly reversedAt: Date | null;
}

/** How a leg stands; the page shows it by sign and colour beside the words. */
export type LegTone = 'done' | 'waiting' | 'problem' | 'undone';

export interface Leg {
  readonly text: string;
  readonly tone: LegTone;
}

/** Both legs of a payment, as a person would tell them at `now`; the last line says how it stands. */
export function describeLegs(language: Language, payment: PaymentLegs, now: Date): readonly Leg[] {
  const t = translate(language);
  const when = formatMoment(language, payment.acceptedAt, now);
  const legs: Leg[] = [{ text: t('leg.accepted', { when, place: payment.place }), tone: 'done' }];
  const provider = providerLeg(language, payment, now);
  if (provider) legs.push(provider);
  if (payment.reversedAt) {
    legs.push({ text: t('leg.reversed', { when: formatMoment(language, payment.reversedAt, now) }), tone: 'undone' });
  }
  return legs;
}

function providerLeg(language: Language, payment: PaymentLegs, now: Date): Leg | undefined {
  const t = translate(language);
  const provider = payment.providerName;
  if (payment.confirmedAt) {
    const when = confirmedWhen(language, payment.acceptedAt, { confirmedAt: payment.confirmedAt, now });
    const number = payment.providerTransaction;
    const text =
      number === null ? t('leg.confirmed', { provider, when }) : t('leg.confirmed.number', { provider, when, number });
    return { text, tone: 'done' };
  }
  switch (payment.state) {
    case 'unknown':
      return { text: t('leg.unknown', { provider }), tone: 'waiting' };
    case 'rejected':
      return { text: t('leg.rejected', { provider }), tone: 'problem' };
    case 'reversed':
      return undefined;
    default:
      return { text: t('leg.waiting', { provider }), tone: 'waiting' };
  }
}

/** On the day of acceptance the hour is enough; the day was said a line above. */
function confirmedWhen(language: Language, acceptedAt: Date, at: { confirmedAt: Date; now: Date }): string {
  return daysBetween(acceptedAt, at.confirmedAt) === 0
    ? formatTimeAt(language, at.confirmedAt)
    : formatMomentAt(language, at.confirmedAt, at.now);
}
