import type { FeeRule } from '../../fees/model.ts';
import { present } from '../../kernel/assert.ts';
import { rulesOn } from '../../fees/service.ts';
import type { StoredKey } from '../../payments/accept.ts';
import type { RefusedBasket } from '../../payments/answers.ts';
import type { AcceptBasket, ResolveDelivery } from '../../payments/commands.ts';
import type { Limits } from '../../payments/limits.ts';
import type { PayableQuote } from '../../payments/lines.ts';
import type { ResolveState } from '../../payments/resolve.ts';
import { paymentFromRow } from '../../payments/rows.ts';
import type { Session } from '../../platform/database/session.ts';
import { quoteOf, type QuoteRow } from '../read-accept.ts';
import { type KeyRow, storedKeys } from '../read-answers.ts';
import { deliveryStateOf, type DeliveryRow } from '../read-delivery.ts';
import { type LimitRow, limitsOf } from '../takings.ts';
import { plainColumn, textColumn } from './array-literal.ts';
import { readBasketsStatement, readDeliveriesStatement } from './read-statements.ts';

/** What a basket's decision looks at and no earlier payment of the lane decides: read ahead, many at once. */
export interface AheadOfAccept {
  readonly stored: StoredKey | null;
  readonly agentState: 'active' | 'suspended';
  readonly tokenVersion: number;
  readonly tellerMayCollect: boolean;
  readonly limits: Limits;
  readonly hasShift: boolean;
  readonly quotes: ReadonlyMap<string, PayableQuote>;
  readonly duplicates: ReadonlySet<number>;
  readonly usedQuotes: ReadonlySet<number>;
}

/** Reads for many baskets at once, in their order. `at` is the instant that windows of duplicates are counted from. */
export async function readAheadOfAccepts(
  session: Session,
  commands: readonly AcceptBasket[],
  at: Date,
): Promise<AheadOfAccept[]> {
  const lines = commands.flatMap((command, item) =>
    command.lines.map((line, index) => ({ item, index, command, line })),
  );
  const rows = await session.prepared<LineRow>(readBasketsStatement, [
    plainColumn(lines, ({ item }) => item),
    plainColumn(lines, ({ index }) => index),
    plainColumn(lines, ({ command }) => command.agentId),
    textColumn(lines, ({ command }) => command.key),
    plainColumn(lines, ({ command }) => command.tellerId),
    plainColumn(lines, ({ line }) => line.quoteId),
    plainColumn(lines, ({ line }) => line.amount),
    at,
  ]);
  const found: LineRow[][] = commands.map(() => []);
  for (const row of rows) found[row.item]?.push(row);
  const keys = await storedKeys(
    session.sql,
    found.map(([first]) => (first ? keyRowOf(first) : null)),
  );
  return commands.map((command, index) => basketFrom(command, found[index] ?? [], keys[index] ?? null));
}

/** Fee rules in force on a day. */
export function readRules(session: Session, day: string): Promise<FeeRule[]> {
  return rulesOn(session.sql, day);
}

/** One line of a basket, with what all its lines share; without a quote where there is none that the agent may pay by. */
type LineRow = {
  item: number;
  line: number;
  key_hash: string | null;
  key_status: StoredKey['status'] | null;
  key_refusal: RefusedBasket | null;
  key_basket: string | null;
  key_at: Date | null;
  agent_state: 'active' | 'suspended';
  token_version: number;
  teller_state: 'active' | 'suspended' | null;
  has_shift: boolean;
  is_repeated: boolean | null;
  is_used: boolean | null;
} & LimitRow &
  (QuoteRow | { id: null });

function basketFrom(command: AcceptBasket, rows: readonly LineRow[], stored: StoredKey | null): AheadOfAccept {
  const first = present(rows[0], 'the agent of a basket');
  const quotes = new Map<string, PayableQuote>();
  const duplicates = new Set<number>();
  const usedQuotes = new Set<number>();
  for (const row of rows) {
    if (row.id !== null) quotes.set(row.id, quoteOf(row));
    if (row.is_repeated === true) duplicates.add(row.line);
    if (row.is_used === true) usedQuotes.add(row.line);
  }
  return {
    stored,
    agentState: first.agent_state,
    tokenVersion: first.token_version,
    tellerMayCollect: command.tellerId === null || first.teller_state === 'active',
    limits: limitsOf(first),
    hasShift: first.has_shift,
    quotes,
    duplicates,
    usedQuotes,
  };
}

function keyRowOf(row: LineRow): KeyRow | null {
  const { key_hash: requestHash, key_status: status, key_at: at } = row;
  if (requestHash === null || status === null || at === null) return null;
  return { requestHash, status, refusal: row.key_refusal, basketId: row.key_basket, at };
}

interface AheadDeliveryRow extends DeliveryRow {
  item: number;
  taken: boolean;
}

/** Payments with their deliveries, unlocked: what moved meanwhile is found out by the guards of the write. */
export async function readAheadOfResolves(
  session: Session,
  commands: readonly ResolveDelivery[],
): Promise<(ResolveState | null)[]> {
  const rows = await session.prepared<AheadDeliveryRow>(readDeliveriesStatement, [
    plainColumn([...commands.keys()], (index) => index),
    plainColumn(commands, (command) => command.payment.settlementDay),
    plainColumn(commands, (command) => command.payment.id),
    textColumn(commands, (command) => command.providerTransaction),
  ]);
  const states: (ResolveState | null)[] = commands.map(() => null);
  for (const row of rows) {
    states[row.item] = {
      ...deliveryStateOf(row, paymentFromRow(row)),
      transactionTaken: row.taken,
      lateSuccessSeen: false,
    };
  }
  return states;
}
