import type { Sql } from '../platform/database/sql.ts';
import type { CheckName } from './model.ts';

/** What a check returns for each thing that is wrong: what it is about, and how it is wrong. */
export interface FindingRow {
  subject: string;
  detail: string;
}

/** A finding of a statement that makes several checks at once. */
export interface NamedFindingRow extends FindingRow {
  check: CheckName;
}

/** From where on a statement looks. A full run has no lanes, no instant and the first of days here, and looks at everything. */
export interface Scope {
  /** The instant of the verification: leases and due work are held against it. */
  readonly now: Date;
  /** Lanes with the batch, transfer and posting after which each is looked at, as four lists. */
  readonly lanes: readonly [
    lanes: readonly number[],
    batches: readonly bigint[],
    transfers: readonly bigint[],
    postings: readonly bigint[],
  ];
  /** What was written at this instant or before is not looked at again. */
  readonly since: Date | null;
  /** The settlement day of the oldest of these batches. */
  readonly sinceDay: string;
}

/** A check that one statement makes: at most 100 rows, since more say nothing new, and none where all is well. */
export interface StatementCheck {
  readonly name: CheckName;
  readonly read: (sql: Sql, scope: Scope) => Promise<FindingRow[]>;
}

/** A run of batches of one lane, with the numbers and days that they cover: what the primary keys find rows by. */
export interface Page {
  readonly lane: number;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly firstBatch: bigint;
  readonly lastBatch: bigint;
  readonly firstTransfer: bigint;
  readonly lastTransfer: bigint;
  readonly firstPosting: bigint;
  readonly lastPosting: bigint;
}

/** Checks that one statement makes of the rows of a page: at most 100 rows. */
export interface PageCheck {
  readonly names: readonly [CheckName, ...CheckName[]];
  readonly read: (sql: Sql, page: Page) => Promise<NamedFindingRow[]>;
}
