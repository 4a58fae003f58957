import { openBooks } from '../../src/engine/day.ts';
import type { Lane } from '../../src/engine/lane.ts';
import { createReferenceLane } from '../../src/engine/reference-lane.ts';
import { simulatedClock, type SettableClock } from '../../src/kernel/clock.ts';
import { idsFrom, type Ids } from '../../src/kernel/ids.ts';
import { minor, type Currency } from '../../src/kernel/money.ts';
import { seededBytes } from '../../src/kernel/random.ts';
import { genesisHash } from '../../src/ledger/hash.ts';
import { hubOwner } from '../../src/ledger/chart.ts';
import { carryBills } from '../../src/payments/bills.ts';
import type { AcceptBasket, BasketLine } from '../../src/payments/commands.ts';
import { cutOff } from './cut-off.ts';
import { writerLaneOf } from './writer-lane.ts';
import { testDatabase, type TestDatabase } from './database.ts';

export { cutOff };

/** A hub's books with two agents and two providers, on a simulated clock, ready to take payments. */
export interface Books {
  readonly database: TestDatabase;
  readonly clock: SettableClock;
  readonly ids: Ids;
  readonly lane: Lane;
  readonly bank: string;
  readonly post: string;
  readonly gas: string;
  readonly water: string;
  /** Stores a quote and returns its id. Amounts are minor units. */
  quote(options?: QuoteOptions): Promise<string>;
  /** A basket command of the bank for fresh quotes, one line per amount. */
  basket(amounts: readonly number[], options?: BasketOptions): Promise<AcceptBasket>;
  deposit(agentId: string, amount: number, currency?: Currency): Promise<void>;
  close(): Promise<void>;
}

export interface QuoteOptions {
  readonly agentId?: string;
  readonly providerId?: string;
  readonly account?: string;
  readonly balance?: number;
  readonly exactness?: 'exact' | 'any' | 'at-least' | 'at-most';
  readonly currency?: Currency;
  readonly validMs?: number;
  /** Numbers of the bills that the quote is for. */
  readonly bills?: readonly string[];
}

export interface BasketOptions extends QuoteOptions {
  readonly key?: string;
  readonly tellerId?: string;
  readonly confirmDuplicate?: boolean;
}

export interface BooksChoice {
  readonly seed?: string;
  readonly start?: string;
  readonly poolMax?: number;
  /** Which lane writes the books; the reference where nothing is said. */
  readonly lane?: 'reference' | 'writer';
}

export async function makeBooks(options: BooksChoice = {}): Promise<Books> {
  const database = await testDatabase(options.poolMax ? { poolMax: options.poolMax } : {});
  const clock = simulatedClock(new Date(options.start ?? '2026-11-20T06:00:00Z'));
  const ids = idsFrom(clock, seededBytes(options.seed ?? 'books'));
  const parties = { bank: ids.uuid(), post: ids.uuid(), gas: ids.uuid(), water: ids.uuid() };
  await insertParties(database, parties, clock.now());
  await database.db.transaction((sql) => openBooks(sql, { lane: 1, at: clock.now(), cutOff, genesis: genesisHash }));
  const writer = options.lane === 'writer' ? writerLaneOf({ database, clock }) : undefined;
  const lane = writer ?? createReferenceLane({ db: database.db, lane: 1, cutOff, stampTime: async () => clock.now() });
  for (const agentId of [parties.bank, parties.post]) {
    await lane.setFloor({ agentId, currency: 'AZN', floor: -100_000n });
  }
  let next = 0;
  const quote = async (wanted: QuoteOptions = {}) => {
    const id = ids.uuid();
    next += 1;
    await insertQuote(database, {
      id,
      account: `ACC${next}`,
      agentId: parties.bank,
      providerId: parties.gas,
      now: clock.now(),
      ...wanted,
    });
    return id;
  };
  return {
    database,
    clock,
    ids,
    lane,
    ...parties,
    quote,
    async basket(amounts, wanted = {}) {
      const lines: BasketLine[] = [];
      for (const amount of amounts) {
        const quoteId = await quote({ balance: amount, ...wanted });
        lines.push({
          quoteId,
          amount: minor(BigInt(amount)),
          paymentId: ids.uuid(),
          receiptToken: ids.bytes(16).toString('hex'),
          ...(wanted.confirmDuplicate ? { confirmed: ['possible_duplicate'] } : {}),
        });
      }
      return {
        agentId: wanted.agentId ?? parties.bank,
        outletId: null,
        tellerId: wanted.tellerId ?? null,
        channel: 'counter',
        key: wanted.key ?? ids.uuid(),
        requestHash: ids.bytes(32).toString('hex'),
        basketId: ids.uuid(),
        currency: wanted.currency ?? 'AZN',
        lines,
        paymentCode: null,
      };
    },
    async deposit(agentId, amount, currency = 'AZN') {
      await lane.move({
        key: `deposit:${ids.uuid()}`,
        kind: 'deposit',
        from: { kind: 'bank_mirror', ownerId: hubOwner, currency },
        to: { kind: 'agent_position', ownerId: agentId, currency },
        amount: minor(BigInt(amount)),
      });
    },
    close: async () => {
      await writer?.close();
      await database.close();
    },
  };
}

async function insertParties(
  database: TestDatabase,
  parties: { bank: string; post: string; gas: string; water: string },
  at: Date,
): Promise<void> {
  await database.owner.sql.run(
    `INSERT INTO agent (id, code, kind, name_az, name_ru, name_en, state, created_at)
     VALUES ($1, 'bank-a', 'bank', 'Bank A', 'Банк А', 'Bank A', 'active', $3), ($2, 'post', 'post', 'Poçt', 'Почта', 'Post', 'active', $3)`,
    [parties.bank, parties.post, at],
  );
  for (const [code, id] of [
    ['gas', parties.gas],
    ['water', parties.water],
  ] as const) {
    await database.owner.sql.run(
      `INSERT INTO provider (id, code, service, currency, protocol, endpoint, settings, query_timeout_ms, pay_timeout_ms,
          max_concurrency, state, language, exactness, min_amount, max_amount, fields, settlement_mode, iban, created_at)
       VALUES ($1, $2, $2, 'AZN', 'native-rest', 'http://127.0.0.1:1', '{}', 1000, 1000, 10, 'active', 'az', 'any', 1, 100000000,
          '[{"name":"account"}]', 'net', 'AZ21NABZ00000000137010001944', $3)`,
      [id, code, at],
    );
    await database.owner.sql.run(
      `INSERT INTO provider_name (provider_id, valid_from, name_az, name_ru, name_en) VALUES ($1, '2000-01-01', $2, $2, $2)`,
      [id, code],
    );
  }
}

async function insertQuote(
  database: TestDatabase,
  wanted: QuoteOptions & { id: string; now: Date; account: string; agentId: string; providerId: string },
): Promise<void> {
  await database.db.sql.run(
    `INSERT INTO quote (id, asker, agent_id, provider_id, account, currency, balance, bills, exactness, min_amount, max_amount,
        obtained_at, expires_at, fields)
     VALUES ($1, 'agent', $2, $3, $4, $5, $6, '[]', $7, 1, 100000000, $8, $9, $10::jsonb)`,
    [
      wanted.id,
      wanted.agentId,
      wanted.providerId,
      wanted.account,
      wanted.currency ?? 'AZN',
      BigInt(wanted.balance ?? 1000),
      wanted.exactness ?? 'any',
      wanted.now,
      new Date(wanted.now.getTime() + (wanted.validMs ?? 900_000)),
      JSON.stringify(carryBills({}, (wanted.bills ?? []).map(billOf))),
    ],
  );
}

const billOf = (number: string) => ({ number, period: null, dueOn: null });
