import { simulatedClock } from '../../kernel/clock.ts';
import { idsFrom, type Ids } from '../../kernel/ids.ts';
import { minor } from '../../kernel/money.ts';
import { present } from '../../kernel/assert.ts';
import { seededBytes, uniformBelow } from '../../kernel/random.ts';
import type { AcceptBasket } from '../../payments/commands.ts';
import { noHistory } from '../../payments/guards.ts';
import type { PayableQuote } from '../../payments/lines.ts';
import type { Collector, Payee } from './store.ts';

/** Accounts at each provider that are paid for. */
const accountsEach = 100_000;
/** 1.00 to 150.99. */
const leastAmount = 100;
const amountRange = 15_000;
const quoteMs = 900_000;

/** A basket of one line, with the quote that it pays. */
export interface DrawnBasket {
  readonly command: AcceptBasket;
  readonly quote: PayableQuote;
}

/** Chance from a seed: the same seed draws the same payments. */
export interface Draws {
  readonly ids: Ids;
  /** What somebody pays at this instant. */
  basket(at: Date): DrawnBasket;
  /** True with this probability. */
  chance(share: number): boolean;
}

const millionth = 1_000_000;

export function createDraws(
  seed: string,
  parties: { collectors: readonly Collector[]; payees: readonly Payee[] },
): Draws {
  const bytes = seededBytes(seed);
  const clock = simulatedClock(new Date(0));
  const ids = idsFrom(clock, bytes);
  const pick = <T>(list: readonly T[]) => present(list[uniformBelow(bytes, list.length)], 'something to pick');
  return {
    ids,
    chance: (share) => uniformBelow(bytes, millionth) < share * millionth,
    basket(at) {
      clock.set(at);
      const payee = pick(parties.payees);
      const collector = pick(parties.collectors.filter(({ currency }) => currency === payee.currency));
      const amount = minor(BigInt(leastAmount + uniformBelow(bytes, amountRange)));
      const account = String(10_000_000 + uniformBelow(bytes, accountsEach));
      const quote = quoteOf({ id: ids.uuid(), payee, account, amount, at });
      return { quote, command: commandOf({ ids, collector, quote, amount }) };
    },
  };
}

function quoteOf(drawn: {
  id: string;
  payee: Payee;
  account: string;
  amount: PayableQuote['owed']['balance'];
  at: Date;
}): PayableQuote {
  const { payee, at } = drawn;
  return {
    id: drawn.id,
    providerId: payee.id,
    providerState: 'active',
    providerFeeMode: payee.settlementMode,
    account: drawn.account,
    fields: {},
    citizenId: null,
    owed: { currency: payee.currency, balance: drawn.amount, balanceTold: true },
    rule: { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null },
    history: noHistory,
    expiresAt: new Date(at.getTime() + quoteMs),
  };
}

function commandOf(drawn: {
  ids: Ids;
  collector: Collector;
  quote: PayableQuote;
  amount: AcceptBasket['lines'][number]['amount'];
}): AcceptBasket {
  const { ids, collector, quote } = drawn;
  return {
    agentId: collector.agentId,
    outletId: collector.outletId,
    tellerId: collector.tellerId,
    channel: 'counter',
    // Random from its first character on, as the keys of agents are.
    key: ids.bytes(16).toString('hex'),
    requestHash: ids.bytes(32).toString('hex'),
    basketId: ids.uuid(),
    currency: quote.owed.currency,
    lines: [
      { quoteId: quote.id, amount: drawn.amount, paymentId: ids.uuid(), receiptToken: ids.bytes(16).toString('hex') },
    ],
    paymentCode: null,
  };
}
