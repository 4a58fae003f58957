import type { ReverseOutcome } from '../../src/payments/reverse.ts';
import type { AcceptedLine } from '../../src/payments/answers.ts';
import type { PaymentState } from '../../src/payments/states.ts';
import type { BasketOptions, Books } from './books.ts';

/** What tests of money do again and again at the books, and where they look. */
export interface Desk {
  /** Accepts a basket of one line, or throws. */
  pay(amount?: number, options?: BasketOptions): Promise<AcceptedLine>;
  reverse(payment: { id: string; settlementDay: string }, canCancel?: boolean): Promise<ReverseOutcome>;
  deliveryOf(paymentId: string): Promise<DeliveryRow>;
  stateOf(paymentId: string): Promise<PaymentState>;
  /** Sum of an account's postings, in minor units. */
  balanceOf(kind: string, ownerId?: string): Promise<bigint>;
  /** Kinds of the open cases of a payment. */
  casesOf(subjectId: string): Promise<string[]>;
}

export interface DeliveryRow {
  readonly state: PaymentState;
  readonly attempt_no: number;
  readonly next_action_at: Date | null;
  readonly lease_until: Date | null;
  readonly provider_transaction: string | null;
  readonly reversal_requested: boolean;
}

export function deskOf(books: Books): Desk {
  const { sql } = books.database.db;
  const deliveryOf = async (paymentId: string) => {
    const row = await sql.first<DeliveryRow>('SELECT * FROM delivery WHERE payment_id = $1', [paymentId]);
    if (!row) throw new Error('no delivery');
    return row;
  };
  return {
    async pay(amount = 1000, options = {}) {
      const outcome = await books.lane.accept(await books.basket([amount], options));
      const line = outcome.kind === 'accepted' ? outcome.basket.payments[0] : undefined;
      if (!line) throw new Error(JSON.stringify(outcome));
      return line;
    },
    reverse: (payment, canCancel = true) =>
      books.lane.reverse({ payment, agentId: books.bank, requestedBy: 'teller', reason: 'test', canCancel }),
    deliveryOf,
    stateOf: async (paymentId) => (await deliveryOf(paymentId)).state,
    async balanceOf(kind, ownerId) {
      const row = await sql.first<{ total: string }>(
        `SELECT coalesce(sum(p.amount), 0)::text AS total FROM posting p JOIN ledger_account a ON a.id = p.account_id
          WHERE a.kind = $1 AND ($2::uuid IS NULL OR a.owner_id = $2)`,
        [kind, ownerId ?? null],
      );
      return BigInt(row?.total ?? '0');
    },
    async casesOf(subjectId) {
      const rows = await sql.rows<{ kind: string }>(
        `SELECT kind FROM review_case WHERE subject_id = $1 AND state = 'open' ORDER BY kind`,
        [subjectId],
      );
      return rows.map((row) => row.kind);
    },
  };
}
