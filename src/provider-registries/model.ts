import type { BusinessDate } from '../kernel/business-date.ts';
import type { FileProblem, MassChangeLimits } from '../kernel/provider-files.ts';

/** Bytes of one file of a provider. */
export const mostFileBytes = 2 * 1024 ** 3;
/** Records of a debt registry. */
export const mostDebtLines = 20_000_000;
/** Payments of one outgoing file; more are in the next one. */
export const mostFilePayments = 50_000;

/**
 * `active` is the one that is asked; the one before it is `superseded`. `held` waits for a second person, who takes it or
 * has it `discarded`. Of a `refused` one nothing counts; the end of one that is `broken_off` never came; one that is `repeated`
 * had the content of another.
 */
export const debtRegistryStates = [
  'receiving',
  'broken_off',
  'repeated',
  'refused',
  'held',
  'active',
  'superseded',
  'discarded',
] as const;
export type DebtRegistryState = (typeof debtRegistryStates)[number];

/** What a debt registry changes against the one that is active. */
export interface MassChange {
  /** Accounts of the one before. */
  readonly accounts: number;
  /** Of these: gone or owing nothing any more, and owing another amount. */
  readonly gone: number;
  readonly changed: number;
  /** Sums of all debts, minor units. */
  readonly sumBefore: bigint;
  readonly sumAfter: bigint;
}

export interface DebtRegistry {
  readonly id: string;
  readonly generation: bigint;
  readonly providerId: string;
  readonly name: string;
  readonly state: DebtRegistryState;
  readonly fileDate: BusinessDate;
  readonly fileNumber: number;
  readonly lineCount: number;
  readonly sum: bigint;
  readonly problems: readonly FileProblem[];
  readonly problemCount: number;
  readonly change: MassChange | null;
  readonly handedInBy: string;
  readonly decidedBy: string | null;
  readonly receivedAt: Date;
  readonly decidedAt: Date | null;
  /** The registry that had this content before. */
  readonly repeats: string | null;
  /** Of the whole file, hexadecimal; null until its end came. */
  readonly sha256: string | null;
  /** How far the reading is, or was when it was last heard of. */
  readonly receivedLines: number;
  readonly receivedBytes: number;
  readonly sizeBytes: number | null;
  readonly progressedAt: Date | null;
}

/** Which of the limits a change goes beyond; empty where a registry may be taken without a second look. */
export function beyondLimits(change: MassChange, limits: MassChangeLimits): readonly (keyof MassChangeLimits)[] {
  const { accounts, gone, changed, sumBefore, sumAfter } = change;
  if (accounts === 0) return [];
  const moved = sumAfter > sumBefore ? sumAfter - sumBefore : sumBefore - sumAfter;
  const base = sumBefore < 0n ? -sumBefore : sumBefore;
  return [
    ...(gone * 100 > limits.gonePercent * accounts ? (['gonePercent'] as const) : []),
    ...(changed * 100 > limits.changedPercent * accounts ? (['changedPercent'] as const) : []),
    ...(moved * 100n > BigInt(limits.sumPercent) * base ? (['sumPercent'] as const) : []),
  ];
}

/** Files follow one another by date, then by number; a file that does not come after the last one is out of date. */
export function comesAfter(
  file: { readonly fileDate: BusinessDate; readonly fileNumber: number },
  last: { readonly fileDate: BusinessDate; readonly fileNumber: number } | undefined,
): boolean {
  if (!last) return true;
  if (file.fileDate !== last.fileDate) return file.fileDate > last.fileDate;
  return file.fileNumber > last.fileNumber;
}

/** When a date begins in Baku, whose clocks do not change. */
export function midnightOf(date: BusinessDate): Date {
  return new Date(`${date}T00:00:00+04:00`);
}

const minuteMs = 60_000;

/**
 * Payments accepted before this instant belong into a file that is due now: the last whole interval, counted from midnight
 * in Baku.
 */
export function cutBefore(now: Date, everyMinutes: number, midnight: Date): Date {
  const passed = Math.floor((now.getTime() - midnight.getTime()) / (everyMinutes * minuteMs));
  return new Date(midnight.getTime() + passed * everyMinutes * minuteMs);
}
