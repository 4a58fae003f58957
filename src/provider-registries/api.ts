/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { DebtRegistry } from './model.ts';

/** A file as it is handed in. */
export interface HandedIn {
  /** Whoever hands in may choose the registry's id, to ask for it meanwhile; the same again is answered the same. */
  readonly id?: string;
  readonly providerCode: string;
  readonly name: string;
  /** Who answers for it: an operator's login, or the transport. */
  readonly by: string;
  /** Of the whole file, where it is known: for the percentage. */
  readonly sizeBytes?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  readonly lines: number;
  readonly bytes: number;
  readonly linesPerSecond: number;
  /** Null where the size is not known. */
  readonly percent: number | null;
}

export interface ReceivedDebts {
  readonly registry: DebtRegistry;
  /** The file was handed in before: this is what became of it then. */
  readonly replayed: boolean;
}

export interface ReceivedAcknowledgement {
  readonly fileNumber: number;
  readonly confirmed: number;
  readonly rejected: number;
  /** Lines that said again what was known. */
  readonly repeated: number;
  /** Payments of the file that are still open. */
  readonly open: number;
}

export interface PaymentFile {
  readonly name: string;
  readonly number: number;
  readonly content: Buffer;
}

/** A file of payments without its content. */
export interface PaymentFileSummary {
  readonly name: string;
  readonly number: number;
  readonly payments: number;
  /** Minor units. */
  readonly sum: bigint;
  readonly madeAt: Date;
  /** When the last of its payments was decided; null while some are open. */
  readonly acknowledgedAt: Date | null;
}

export interface ProviderRegistryService {
  /**
   * Reads a debt registry as it comes, whole or not at all; the registry says `active`, `held` or `refused` with every
   * problem. A file whose end does not come is `broken_off`, and what broke is thrown. Refuses: not_found (also a provider without
   * files), file_name_not_known, payload_too_large, registry_id_used, registry_in_progress.
   */
  receiveDebts(file: HandedIn, chunks: AsyncIterable<Uint8Array>): Promise<Result<ReceivedDebts, Refusal>>;
  /** A debt registry of a provider, whatever became of it. Refuses: not_found. */
  get(providerCode: string, registryId: string): Promise<Result<DebtRegistry, Refusal>>;
  /** Lets a held registry count. Refuses: not_found, registry_not_held, same_actor, registry_out_of_date. */
  approve(registryId: string, by: string): Promise<Result<DebtRegistry, Refusal>>;
  /** Drops a held registry. Refuses: not_found, registry_not_held, same_actor. */
  discard(registryId: string, by: string): Promise<Result<DebtRegistry, Refusal>>;
  /** The newest hundred debt registries of a provider. Refuses: not_found. */
  list(providerCode: string): Promise<Result<readonly DebtRegistry[], Refusal>>;
  /**
   * Takes an acknowledgement whole or not at all. Refuses: not_found, file_name_not_known, file_rejected (with the lines),
   * payload_too_large.
   */
  receiveAcknowledgement(
    file: HandedIn,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<Result<ReceivedAcknowledgement, Refusal>>;
  /** Makes every file of payments that is due; returns how many. */
  makePaymentFiles(): Promise<number>;
  /** A file of payments, byte for byte as it was made. Refuses: not_found. */
  getPaymentFile(providerCode: string, number: number): Promise<Result<PaymentFile, Refusal>>;
  /** The newest hundred files of payments of a provider. Refuses: not_found. */
  listPaymentFiles(providerCode: string): Promise<Result<readonly PaymentFileSummary[], Refusal>>;
  /** A new key for a provider that exchanges files, shown once; the one before it ends. Refuses: not_found. */
  renewKey(providerCode: string): Promise<Result<string, Refusal>>;
  /** The code of the provider that proves itself by HTTP Basic (user: its code). Refuses: invalid_credentials. */
  recognize(authorization: string | undefined): Promise<Result<string, Refusal>>;
  /**
   * Takes what has come to folders and servers of providers, and puts out what was made; returns how many files moved.
   * Asked while it runs, it answers with what that run comes to.
   */
  exchange(): Promise<number>;
  /** Tells of files that wait for their acknowledgement for too long, each once; returns how many. */
  raiseAlarms(): Promise<number>;
  /** Removes lines that nobody reads any more, in pieces; returns how many. */
  sweep(): Promise<number>;
}
