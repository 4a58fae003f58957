import type { PaidProvider } from './provider-side.ts';

/** How a slip ended for the teller. `open`: there was no answer yet. */
export type SlipEnd =
  | { readonly kind: 'open' }
  | { readonly kind: 'paid'; readonly paymentId: string; readonly receiptNumber: string; readonly charged: bigint }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'abandoned' };

/** What a teller writes down of a payment before it sends, and what it hears about it. */
export interface Slip {
  readonly key: string;
  readonly agentId: string;
  readonly provider: PaidProvider;
  readonly account: string;
  /** Minor units. */
  readonly amount: bigint;
  end: SlipEnd;
  /** The last answer to a wish to undo it. */
  reversal: 'none' | 'asked' | 'pending' | 'reversed' | 'refused';
  /** Requests sent for it, answered or not. */
  requests: number;
}

/** What all tellers of a schedule wrote down, and what they heard that must never be said. */
export interface ClientLog {
  readonly slips: Slip[];
  readonly contradictions: string[];
  /** Answers by status, 0 for silence. */
  readonly answers: Map<number, number>;
}

export function openClientLog(): ClientLog {
  return { slips: [], contradictions: [], answers: new Map() };
}

/** Writes an end down. A second end that differs from the first is a contradiction, and the first one stays. */
export function note(log: ClientLog, slip: Slip, end: SlipEnd): void {
  if (slip.end.kind === 'open') slip.end = end;
  else if (textOf(slip.end) !== textOf(end)) {
    log.contradictions.push(`${slip.key}: first ${textOf(slip.end)}, then ${textOf(end)}`);
  }
}

function textOf(end: SlipEnd): string {
  if (end.kind === 'paid') return `paid ${end.paymentId} ${end.receiptNumber} ${end.charged}`;
  return end.kind === 'refused' ? `refused ${end.code}` : end.kind;
}
