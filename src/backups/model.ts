import type { Finding } from '../verification/model.ts';

/** A restored copy that has proven itself: its books are whole, and every batch of it is one of ours. */
export interface RestoredBackup {
  readonly id: string;
  readonly lane: number;
  /** Its last batch. */
  readonly batch: bigint;
  /** The settlement day of that batch, `YYYY-MM-DD`. */
  readonly settlementDay: string;
  /** Payments in the copy. */
  readonly payments: number;
  readonly provenAt: Date;
}

/**
 * `same_database`: what was shown is the hub's own database. `standby`: it follows another one and was never restored. `empty`: a copy without a batch. `other_books`: its last batch is none of
 * ours, or has another hash. `findings`: the verifier found something in it.
 */
export type Proof =
  | { readonly kind: 'proven'; readonly backups: readonly RestoredBackup[] }
  | { readonly kind: 'same_database' | 'standby' | 'empty' }
  | { readonly kind: 'other_books'; readonly lane: number; readonly batch: bigint }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] };
