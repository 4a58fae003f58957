/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Asker } from '../debts/model.ts';
import type { AccountInput } from '../kernel/adapter.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { MeterState } from '../kernel/meter-contract.ts';
import type { Result } from '../kernel/result.ts';
import type { Provider } from '../providers/model.ts';
import type { BlockPosition, BlockTariff } from './blocks.ts';

/** `stored` where the provider takes no readings over its wire: it gets them from the hub's list. */
export type ReadingState = 'stored' | 'unsent' | 'taken' | 'refused';

export interface StoredReading {
  readonly id: string;
  readonly providerId: string;
  readonly account: string;
  readonly serial: string;
  readonly value: number;
  readonly readOn: BusinessDate;
  readonly state: ReadingState;
  /** `citizen:<id>` or `teller:<id>`. */
  readonly handedInBy: string;
  readonly handedInAt: Date;
  /** When the provider took or refused it; null before, and where it gets a list. */
  readonly answeredAt: Date | null;
}

/** The readings of a provider on one settlement day, as a file beside its report. */
export interface ReadingsFile {
  readonly providerId: string;
  readonly readings: number;
  /** CSV; docs/settlement-report.md has the columns. */
  readonly csv: Buffer;
}

export interface HandIn extends AccountInput {
  readonly provider: Provider;
  readonly value: number;
  readonly readOn: BusinessDate;
  /** The payer looked again at a value that seemed impossible. */
  readonly isConfirmed: boolean;
  readonly handedInBy: string;
}

export interface MeterService {
  /**
   * Takes a reading and hands it to the provider. Refuses: invalid_request (with `fields`), account_not_found,
   * account_refused, provider_unavailable, provider_disabled, no_meter, reading_too_low, reading_implausible.
   */
  handIn(asker: Asker, reading: HandIn): Promise<Result<StoredReading, Refusal>>;
  /** Readings of a provider handed in on days of a half-open range, oldest first; at most 100,000. */
  listReadings(providerId: string, from: Date, to: Date): Promise<readonly StoredReading[]>;
  /**
   * What was passed to providers on a settlement day, given as the half-open range of its instants: for each provider that answered
   * a reading in it, or gets those of it as a list, one file, by provider. The range of a closed day gives the same bytes for good.
   */
  readingFiles(window: {
    readonly day: string;
    readonly from: Date;
    readonly to: Date;
  }): Promise<readonly ReadingsFile[]>;
  /** Hands on what providers have not heard yet; returns how many were tried. */
  workOff(): Promise<number>;
  /**
   * Where meters stand in their tariffs now, or stood at another instant by what was known then, in the order given; null where
   * there is no tariff or no use is known.
   */
  positions(
    meters: readonly { readonly providerId: string; readonly meter: Pick<MeterState, 'usedInPeriod'> | null }[],
    at?: Date,
  ): Promise<readonly (BlockPosition | null)[]>;
  /**
   * Writes a tariff down from a date on, which may be past: what was told before stays as it was told. Of the same date the one that
   * was entered last counts. Refuses: not_found, invalid_request.
   */
  setTariff(tariff: BlockTariff): Promise<Result<void, Refusal>>;
  /** Most units that a meter of the provider can use in a day; null: not checked. Refuses: not_found, invalid_request. */
  setMostPerDay(providerId: string, mostPerDay: number | null): Promise<Result<void, Refusal>>;
}
