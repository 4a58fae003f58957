import { minor, type Minor } from '../kernel/money.ts';
import { type AmountLimits, type AmountRule, type BillRule, type LimitedChannel, limitedChannels } from './model.ts';

/** Limits as JSON carries them: minor units as text. */
export type StoredLimits = Partial<Record<LimitedChannel, { min: string | null; max: string | null }>>;

/** What a quote says of bills and channels beside the columns of its rule; null for most, which say nothing of either. */
export interface StoredTerms {
  readonly bills?: BillRule;
  readonly channels?: StoredLimits;
  /** One of the open bills has to be chosen first. */
  readonly mustChoose?: true;
}

export function writeLimits(channels: AmountRule['channels']): StoredLimits {
  const given = limitedChannels.flatMap((channel) => {
    const limits = channels?.[channel];
    if (!limits) return [];
    const { minAmount, maxAmount } = limits;
    return [[channel, { min: minAmount?.toString() ?? null, max: maxAmount?.toString() ?? null }] as const];
  });
  return Object.fromEntries(given);
}

export function readLimits(stored: StoredLimits): NonNullable<AmountRule['channels']> {
  const read = (text: string | null): Minor | null => (text === null ? null : minor(BigInt(text)));
  const given = limitedChannels.flatMap((channel): [LimitedChannel, AmountLimits][] => {
    const limits = stored[channel];
    return limits ? [[channel, { minAmount: read(limits.min), maxAmount: read(limits.max) }]] : [];
  });
  return Object.fromEntries(given);
}

/** What a rule says of bills and channels; what is usual is left out, so that equal rules are equal. */
export function termsOf({
  bills,
  channels,
}: Required<Pick<AmountRule, 'bills' | 'channels'>>): Pick<AmountRule, 'bills' | 'channels'> {
  return {
    ...(bills === 'free' ? {} : { bills }),
    ...(Object.keys(channels).length === 0 ? {} : { channels }),
  };
}

/** The part of a rule that has no column of its own in a quote. */
export function writeTerms(rule: AmountRule, mustChoose: boolean): StoredTerms | null {
  const channels = writeLimits(rule.channels);
  const terms: StoredTerms = {
    ...(rule.bills && rule.bills !== 'free' ? { bills: rule.bills } : {}),
    ...(Object.keys(channels).length > 0 ? { channels } : {}),
    ...(mustChoose ? { mustChoose: true } : {}),
  };
  return Object.keys(terms).length > 0 ? terms : null;
}

export function readTerms(terms: StoredTerms | null): Pick<AmountRule, 'bills' | 'channels'> {
  if (terms === null) return {};
  return {
    ...(terms.bills ? { bills: terms.bills } : {}),
    ...(terms.channels ? { channels: readLimits(terms.channels) } : {}),
  };
}
