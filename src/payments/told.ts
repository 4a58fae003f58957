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
  /** Date `YYYY-MM-DD` of what is owed, where it is not that of the quote: debts of a file are as old as the file. */
  readonly asOf: string | null;
}

/** Fields with what an answer tells beside the debt; as they were where it tells nothing. */
export function carryTold(
  fields: Fields,
  { line, meter, asOf }: Pick<DebtAnswer, 'line' | 'meter' | 'asOf'>,
  at: Date,
): Fields {
  const plan = line?.plan ?? null;
  const validUntil = line?.validUntil ?? null;
  if (plan === null && validUntil === null && !meter && asOf === undefined) return fields;
  const told = { at: at.toISOString(), plan, validUntil, meter: meter ? keptOf(meter) : null, asOf };
  return { ...fields, [toldField]: JSON.stringify(told) };
}

type Kept = Omit<ToldAtQuote, 'at' | 'asOf'> & { readonly at: string; readonly asOf?: string };

/** Null where nothing was told. */
export function carriedTold(fields: Fields): ToldAtQuote | null {
  const text = fields[toldField];
  if (text === undefined) return null;
  const { asOf = null, ...told } = JSON.parse(text) as Kept;
  return { ...told, asOf, at: new Date(told.at) };
}

function keptOf({ unit, lastReading, usedInPeriod, smartCard }: MeterState): ToldMeter {
  return { unit, lastReading, usedInPeriod, takesCard: smartCard !== null };
}
