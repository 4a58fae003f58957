import { canonical, type Json } from './entry-reader.ts';

export type ProposalState = 'open' | 'approved' | 'rejected';

export const proposalStates: readonly ProposalState[] = ['open', 'approved', 'rejected'];

/** What somebody would make of a provider, and what became of it. Credentials are not part of it. */
export interface Proposal {
  readonly id: string;
  /** Of the provider that is there, or that the approval makes. */
  readonly providerId: string;
  readonly code: string;
  /** The version of the provider the change was made for; 0: it is new. */
  readonly baseVersion: number;
  /** The whole entry as it would be, without credentials. */
  readonly entry: Json;
  /** Names of the parts that change, `secrets` among them. */
  readonly changes: readonly string[];
  readonly reason: string;
  readonly state: ProposalState;
  /** Ids of operators. */
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

/** Names of the parts in which two entries differ, whatever the order of names in their objects. */
export function changedParts(before: Json, after: Json): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => canonical(before[name]) !== canonical(after[name])).toSorted();
}
