import type { Localized } from '../adapter.ts';

/** One kind of error that leaves the hub. The code is a promise to partners: it is never renamed or reused. */
export interface ErrorEntry {
  /** HTTP status it travels with. */
  readonly status: number;
  /** True when the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** What happened, for people, in each language. */
  readonly title: Localized;
  /** What the caller should do, for docs/errors.md. */
  readonly action: string;
}

export function entries<K extends string>(table: Record<K, ErrorEntry>): Readonly<Record<K, ErrorEntry>> {
  return table;
}
