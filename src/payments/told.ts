import type { DebtAnswer } from '../kernel/adapter.ts';
import type { MeterState } from '../kernel/meter-contract.ts';

/**
 * What the provider told of a line or a meter at the quote travels as the chosen bills do: the receipt says it long after the
 * quote is deleted, and never says what came to be known later. No provider's field can have this name.
 */
const toldField = '#told';

type Fields = Readonly<Record<string, string>>;

export interface ToldMeter extends Pick<MeterState, 'unit' | 'lastReading' | 'usedInPeriod'> {
  /** True for a prepaid meter whose credit a card carries. The card's number is not kept. */
  readonly takesCard: boolean;
}

/** What was known of the account when the quote was made; nothing of it is a promise of the provider's about the payment. */
export interface ToldAtQuote {
  /** When the provider said it. */
  readonly at: Date;
  readonly plan: string | null;
  /** Date `YYYY-MM-DD`. */
  readonly validUntil: string | null;
  readonly meter: ToldMeter | null;
}

/** Fields with what an answer tells beside the debt; as they were where it tells nothing. */
export function carryTold(fields: Fields, { line, meter }: Pick<DebtAnswer, 'line' | 'meter'>, at: Date): Fields {
  const plan = line?.plan ?? null;
  const validUntil = line?.validUntil ?? null;
  if (plan === null && validUntil === null && !meter) return fields;
  const told = { at: at.toISOString(), plan, validUntil, meter: meter ? keptOf(meter) : null };
  return { ...fields, [toldField]: JSON.stringify(told) };
}

/** Null where nothing was told. */
export function carriedTold(fields: Fields): ToldAtQuote | null {
  const text = fields[toldField];
  if (text === undefined) return null;
  const told = JSON.parse(text) as Omit<ToldAtQuote, 'at'> & { readonly at: string };
  return { ...told, at: new Date(told.at) };
}

function keptOf({ unit, lastReading, usedInPeriod, smartCard }: MeterState): ToldMeter {
  return { unit, lastReading, usedInPeriod, takesCard: smartCard !== null };
}
