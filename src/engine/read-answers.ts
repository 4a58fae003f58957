import { answerOf, type AcceptedBasket, type AnsweredPayment, type RefusedBasket } from '../payments/answers.ts';
import type { StoredKey } from '../payments/accept.ts';
import type { Sql } from '../platform/database/sql.ts';

/** A key as it is stored. */
export interface KeyRow {
  readonly requestHash: string;
  readonly status: StoredKey['status'];
  readonly refusal: RefusedBasket | null;
  /** The basket that was accepted under it. */
  readonly basketId: string | null;
  readonly at: Date;
}

interface AnswerRow extends Omit<AnsweredPayment, 'payerFee'> {
  fee: bigint;
  vat: bigint;
}

/**
 * What stands under keys, in their order; of accepted baskets made from their payments, which one more statement reads where
 * there are any. A payment's day is never before the day of its instant in any time zone less one: that bound finds its
 * partition, and the limit keeps the server from comparing each with each.
 */
export async function storedKeys(sql: Sql, rows: readonly (KeyRow | null)[]): Promise<(StoredKey | null)[]> {
  const baskets = await readBaskets(sql, rows);
  return rows.map((row) => {
    if (!row) return null;
    const { requestHash, status, refusal, basketId } = row;
    if (status === 'abandoned' || status === 'basket') return { requestHash, status, answer: null };
    return { requestHash, status, answer: refusal ?? baskets.get(basketId ?? '') ?? null };
  });
}

async function readBaskets(sql: Sql, keys: readonly (KeyRow | null)[]): Promise<Map<string, AcceptedBasket>> {
  // Once each, however often a key is sent at once: a basket that is read twice would have each of its lines twice.
  const atOf = new Map(keys.flatMap((key) => (key?.status === 'accepted' ? [[key.basketId, key.at] as const] : [])));
  if (atOf.size === 0) return new Map();
  const rows = await sql.rows<AnswerRow>(
    `SELECT y.id, y.settlement_day AS "settlementDay", y.receipt_number AS "receiptNumber", y.receipt_token AS "receiptToken",
            y.basket_id AS "basketId", y.quote_id AS "quoteId", y.provider_id AS "providerId", y.account, y.currency, y.amount,
            y.payer_fee AS fee, y.payer_fee_vat AS vat, y.accepted_at AS "acceptedAt"
       FROM unnest($1::uuid[], $2::timestamptz[]) AS k (basket_id, at)
       CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.basket_id = k.basket_id AND p.settlement_day >= (k.at AT TIME ZONE 'UTC')::date - 1
                            ORDER BY p.line LIMIT 100) AS y`,
    [[...atOf.keys()], [...atOf.values()]],
    { prepared: 'read_answers' },
  );
  const payments = new Map<string, AnsweredPayment[]>();
  for (const { fee, vat, ...row } of rows) {
    const payment = { ...row, payerFee: { fee, vat } };
    const others = payments.get(row.basketId);
    if (others) others.push(payment);
    else payments.set(row.basketId, [payment]);
  }
  return new Map([...payments].map(([basketId, lines]) => [basketId, answerOf(lines)]));
}
