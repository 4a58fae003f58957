import type { Lane } from '../../src/engine/lane.ts';
import { claimDue, type Claim } from '../../src/delivery/store.ts';
import { addRules } from '../../src/fees/service.ts';
import { minor } from '../../src/kernel/money.ts';
import { seededBytes, uniformBelow } from '../../src/kernel/random.ts';
import { hubOwner } from '../../src/ledger/chart.ts';
import type { AcceptedLine } from '../../src/payments/answers.ts';
import type { AcceptBasket } from '../../src/payments/commands.ts';
import { makeBooks, type Books } from './books.ts';

const minute = 60_000;
const hour = 60 * minute;
const worker = 'twin';

/** One of the two books that live through the same: everything drawn for one is drawn for the other in the same order. */
export interface Twin {
  readonly books: Books;
  readonly draw: (below: number) => number;
  readonly known: { baskets: AcceptBasket[]; payments: AcceptedLine[]; attempts: Map<string, Claim>; holds: string[] };
}

export async function makeTwin(seed: string, lane: 'reference' | 'writer'): Promise<Twin> {
  const books = await makeBooks({ seed, lane, poolMax: 20 });
  const bytes = seededBytes(`commands ${seed}`);
  const slabs = [{ upTo: null, flat: minor(3n), ratePpm: 10_000 }];
  const shared = { version: 1, providerId: null, agentId: null, channel: null, currency: 'AZN', slabs } as const;
  const bounds = { minFee: minor(0n), maxFee: null, vatRatePpm: 180_000, validFrom: '2026-01-01', validTo: null };
  const bearers = ['payer', 'provider', 'commission'] as const;
  await addRules(
    books.database.db.sql,
    bearers.map((bearer) => ({ ...shared, ...bounds, bearer, id: books.ids.uuid() })),
  );
  return {
    books,
    draw: (below) => uniformBelow(bytes, below),
    known: { baskets: [], payments: [], attempts: new Map(), holds: [] },
  };
}

type Command = (lane: Lane) => Promise<unknown>;
type DrawCommand = (twin: Twin) => Promise<Command>;

/** Weights of what comes in; each draws all that it needs before it is sent. */
const commands: readonly { readonly weight: number; readonly drawn: DrawCommand }[] = [
  { weight: 40, drawn: pay },
  { weight: 10, drawn: payAgain },
  { weight: 6, drawn: abandon },
  { weight: 12, drawn: reverse },
  { weight: 20, drawn: resolve },
  { weight: 4, drawn: deposit },
  { weight: 6, drawn: hold },
  { weight: 5, drawn: endHold },
  { weight: 6, drawn: payHeld },
  { weight: 2, drawn: setFloor },
  { weight: 2, drawn: async () => (lane) => lane.cut() },
];
const totalWeight = commands.reduce((sum, { weight }) => sum + weight, 0);

/** Some commands that arrive together, in this order, after some time has gone by. */
export async function drawBurst(twin: Twin): Promise<Command[]> {
  const { books, draw } = twin;
  books.clock.advanceMs(draw(12) === 0 ? 9 * hour : draw(3) * minute);
  await claimSome(twin);
  const size = 1 + draw(14);
  const burst: Command[] = [];
  for (let index = 0; index < size; index += 1) {
    let roll = draw(totalWeight);
    const chosen = commands.find(({ weight }) => (roll -= weight) < 0) ?? commands[0];
    if (chosen) burst.push(await chosen.drawn(twin));
  }
  return burst;
}

/** What a burst made known to whoever sent it. */
export function learn({ known }: Twin, outcomes: readonly unknown[]): void {
  for (const outcome of outcomes as { basket?: { payments: AcceptedLine[] }; replayed?: boolean }[]) {
    if (outcome?.basket && outcome.replayed === false) known.payments.push(...outcome.basket.payments);
  }
}

/** A worker takes what is due, so that answers may come. */
async function claimSome({ books, draw, known }: Twin): Promise<void> {
  const { sql } = books.database.db;
  const claims = await claimDue(sql, {
    ...{ providerId: draw(3) === 0 ? books.water : books.gas, inquiry: 'status', limit: draw(6) },
    ...{ worker, now: books.clock.now(), leaseMs: 3 * minute },
  });
  for (const claim of claims) known.attempts.set(claim.paymentId, claim);
}

async function pay({ books, draw, known }: Twin): Promise<Command> {
  const exactness = draw(6) === 0 ? 'exact' : 'any';
  const amounts = Array.from({ length: draw(4) === 0 ? 2 : 1 }, () => 1 + draw(40) * 50);
  const basket = await books.basket(amounts, {
    agentId: draw(3) === 0 ? books.post : books.bank,
    providerId: draw(3) === 0 ? books.water : books.gas,
    account: `ACC${draw(25)}`,
    ...{ exactness, balance: 50 + draw(3) * 50, validMs: draw(12) === 0 ? 1 : 30 * minute },
    confirmDuplicate: draw(5) === 0,
    bills: [['B1'], ['B2'], ['B1', 'B2'], [], [], []][draw(6)] ?? [],
  });
  const stranger = basket.agentId === books.bank ? books.post : books.bank;
  // Of the token: what the agents of these books have, or an older one.
  const tokenVersion = [null, null, 1, 1, 1, 2][draw(6)] ?? null;
  const command = { ...basket, tokenVersion, ...(draw(20) === 0 ? { agentId: stranger } : {}) };
  known.baskets.push(command);
  return (lane) => lane.accept(command);
}

async function payAgain({ draw, known }: Twin): Promise<Command> {
  const basket = known.baskets[draw(known.baskets.length || 1)];
  const isOther = draw(4) === 0;
  if (!basket) return async () => null;
  return (lane) => lane.accept(isOther ? { ...basket, requestHash: 'ab'.repeat(32) } : basket);
}

async function abandon({ books, draw, known }: Twin): Promise<Command> {
  const basket = draw(2) === 0 ? known.baskets[draw(known.baskets.length || 1)] : undefined;
  const key = basket?.key ?? books.ids.uuid();
  return (lane) => lane.abandon({ agentId: basket?.agentId ?? books.bank, key });
}

async function reverse({ books, draw, known }: Twin): Promise<Command> {
  const payment = known.payments[draw(known.payments.length || 1)];
  const agentId = [books.bank, books.post, null][draw(3)] ?? null;
  const canCancel = draw(2) === 0;
  if (!payment) return async () => null;
  const { id, settlementDay } = payment;
  return (lane) =>
    lane.reverse({ payment: { id, settlementDay }, agentId, requestedBy: 'teller', reason: 'chance', canCancel });
}

async function resolve({ books, draw, known }: Twin): Promise<Command> {
  const recent = known.payments.slice(-20);
  const payment = recent[draw(recent.length || 1)];
  const outcome = (['confirmed', 'confirmed', 'confirmed', 'rejected', 'cancelled'] as const)[draw(5)] ?? 'confirmed';
  const isStale = draw(6) === 0;
  const transaction = draw(3) === 0 ? null : `T${draw(400)}`;
  const caseId = books.ids.uuid();
  const claim = known.attempts.get(payment?.id ?? '');
  if (!payment || !claim) return async () => null;
  const attemptNo = claim.attemptNo - (isStale ? 1 : 0);
  const at = books.clock.now();
  const evidence = { kind: claim.kind, at, worker, outcome, providerCode: null, reason: 'chance' } as const;
  return (lane) =>
    lane.resolve({
      payment: { id: payment.id, settlementDay: payment.settlementDay },
      ...{ attemptNo, outcome, caseId, canCancel: true },
      providerTransaction: outcome === 'confirmed' ? transaction : null,
      // A provider that confirms two attempts is a finding of its own, and no matter of the lanes.
      attemptEnd: isStale ? null : evidence,
    });
}

const position = (ownerId: string) => ({ kind: 'agent_position', ownerId, currency: 'AZN' }) as const;

async function deposit({ books, draw }: Twin): Promise<Command> {
  // Few keys: some stand for a movement already.
  const key = `deposit:${draw(30)}`;
  const amount = minor(BigInt(1 + draw(3) * 1_000));
  const from = { kind: 'bank_mirror', ownerId: hubOwner, currency: 'AZN' } as const;
  return (lane) => lane.move({ key, kind: 'deposit', from, to: position(books.bank), amount });
}

async function hold({ books, draw, known }: Twin): Promise<Command> {
  const id = books.ids.uuid();
  known.holds.push(id);
  const expiresAt = new Date(books.clock.now().getTime() + draw(4) * hour);
  const amount = minor(BigInt(1 + draw(6) * 1_500));
  const to = { kind: 'agent_collateral', ownerId: books.bank, currency: 'AZN' } as const;
  return (lane) => lane.hold({ id, key: `hold:${id}`, from: position(books.bank), to, amount, expiresAt });
}

async function endHold({ draw, known }: Twin): Promise<Command> {
  const id = known.holds[draw(known.holds.length || 1)];
  const amount = minor(BigInt(1 + draw(9_000)));
  const isVoid = draw(3) === 0;
  if (id === undefined) return async () => null;
  return (lane) => (isVoid ? lane.voidHold({ id, because: 'voided' }) : lane.postHold({ id, amount }));
}

/** Pays out of what is held under the key: of an open hold, of one that has ended, or of none. */
async function payHeld(twin: Twin): Promise<Command> {
  const { books, draw, known } = twin;
  const id = known.holds[draw(known.holds.length || 1)] ?? books.ids.uuid();
  const amounts = Array.from({ length: 1 + draw(2) }, () => 1 + draw(12) * 800);
  const basket = await books.basket(amounts, { key: `hold:${id}` });
  const command = { ...basket, outOfHold: true };
  known.baskets.push(command);
  return (lane) => lane.accept(command);
}

async function setFloor({ books, draw }: Twin): Promise<Command> {
  const floor = BigInt(draw(60)) * -1_000n;
  return (lane) => lane.setFloor({ agentId: books.post, currency: 'AZN', floor });
}

/** All that the books of a twin say, without what tells one batch from another. */
export async function contentOf({ books }: Twin): Promise<Record<string, unknown[]>> {
  const { sql } = books.database.owner;
  const tables: Record<string, string> = {
    payments: 'SELECT * FROM payment ORDER BY transfer',
    transfers:
      'SELECT settlement_day, number, kind, payment_id, payment_day, reverses, posted_at FROM transfer ORDER BY number',
    postings: `SELECT p.settlement_day, p.number, p.transfer, p.amount, a.kind, a.owner_id, a.currency FROM posting p
                 JOIN ledger_account a ON a.id = p.account_id ORDER BY p.number`,
    balances: `SELECT a.kind, a.owner_id, a.currency, b.debits, b.credits, b.pending_debits, b.floor FROM ledger_balance b
                 JOIN ledger_account a ON a.id = b.account_id ORDER BY 1, 2, 3`,
    deliveries: 'SELECT * FROM delivery ORDER BY receipt_number',
    attempts: 'SELECT * FROM delivery_attempt ORDER BY payment_id, attempt_no, event DESC',
    keys: 'SELECT * FROM idempotency_key ORDER BY agent_id, client_key',
    references: 'SELECT * FROM provider_reference ORDER BY provider_id, provider_transaction',
    reversals: 'SELECT * FROM reversal ORDER BY payment_id',
    cases: 'SELECT id, kind, subject_id, detail, state FROM review_case ORDER BY id',
    holds: 'SELECT id, key, amount, after_transfer FROM hold ORDER BY id',
    resolutions: 'SELECT hold_id, state, amount, transfer, after_transfer FROM hold_resolution ORDER BY hold_id',
    windows: 'SELECT day, state FROM settlement_window ORDER BY day',
    events: 'SELECT topic, subject_id FROM outbox ORDER BY id',
  };
  const content: Record<string, unknown[]> = {};
  for (const [name, text] of Object.entries(tables)) content[name] = await sql.rows(text);
  return content;
}
