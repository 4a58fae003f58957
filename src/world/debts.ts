import type { Bill, LineState } from '../kernel/adapter.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import { minor, zero, type Currency, type Minor } from '../kernel/money.ts';
import type { Service } from '../providers/model.ts';
import { monthBefore, nextDayOfMonth, plusDays } from './calendar.ts';
import type { Dice } from './dice.ts';

/** What a provider has written down of a customer's money. */
export interface SampleDebt {
  /** Open bills, oldest first. */
  readonly bills: readonly Bill[];
  /** Money that lies beside the bills. */
  readonly credit: Minor;
  readonly line: LineState | null;
}

export interface DebtTerms {
  readonly service: Service;
  readonly currency: Currency;
  readonly invoiceDays: readonly number[];
  readonly today: BusinessDate;
  /** Names of the plans that lines of the provider may have; empty where it tells none. */
  readonly plans: Readonly<Record<LineState['kind'], readonly string[]>>;
}

/** How an account stands: how many of a hundred, and how many bills are open. */
const situations = [
  { percent: 34, open: [1, 1], credit: false },
  { percent: 22, open: [2, 3], credit: false },
  { percent: 10, open: [4, 7], credit: false },
  { percent: 12, open: [1, 2], credit: true },
  { percent: 12, open: [0, 0], credit: true },
  { percent: 10, open: [0, 0], credit: false },
] as const;

/** What a month costs, minor units: from and to. */
const monthly: Readonly<Record<Service, readonly [number, number]>> = {
  gas: [600, 7_200],
  water: [280, 2_600],
  power: [900, 9_800],
  fixed: [350, 4_200],
  mobile: [600, 5_900],
};

/** A Russian rouble buys less: a bill in them has this many times the number. */
const inCurrency: Readonly<Record<Currency, number>> = { AZN: 1, EUR: 1, RUB: 35, BYN: 2 };

/** The youngest bill is not late yet; older ones were due on this day of the month after theirs. */
const dueDay = '20';

/** How many mobile lines of a hundred are prepaid. */
const prepaidPercent = 72;

export function drawDebt(dice: Dice, terms: DebtTerms): SampleDebt {
  return terms.service === 'mobile' ? drawLine(dice, terms) : drawBills(dice, terms);
}

function drawBills(dice: Dice, terms: DebtTerms): SampleDebt {
  const situation = drawSituation(dice);
  const [fewest, most] = situation.open;
  const bills = Array.from({ length: dice.between(fewest, most) }, (_, index) => drawBill(dice, terms, index + 1));
  // Less than the youngest bill where there is one: the customer has paid a part ahead, not the whole.
  const mostCredit = Number(bills[0]?.amount ?? drawBill(dice, terms, 1).amount) - 1;
  const credit = situation.credit ? minor(BigInt(dice.between(1, mostCredit))) : zero;
  return { bills: bills.reverse(), credit, line: null };
}

function drawSituation(dice: Dice): (typeof situations)[number] {
  let thrown = dice.below(100);
  for (const situation of situations) {
    if (thrown < situation.percent) return situation;
    thrown -= situation.percent;
  }
  return situations[0];
}

function drawBill(dice: Dice, terms: DebtTerms, monthsAgo: number): Bill {
  const period = monthBefore(terms.today, monthsAgo);
  return {
    number: dice.fill(`${period.replace('-', '')}-######`),
    period,
    dueOn:
      monthsAgo === 1
        ? plusDays(terms.today, dice.between(0, 21))
        : `${monthBefore(terms.today, monthsAgo - 1)}-${dueDay}`,
    amount: drawAmount(dice, terms),
  };
}

function drawAmount(dice: Dice, { service, currency }: DebtTerms): Minor {
  const [from, to] = monthly[service];
  return minor(BigInt(dice.between(from, to) * inCurrency[currency]));
}

/** A prepaid line holds money and renews its plan; a postpaid one gets an invoice on the provider's day. */
function drawLine(dice: Dice, terms: DebtTerms): SampleDebt {
  const { today } = terms;
  const kind = dice.chance(prepaidPercent) ? 'prepaid' : 'postpaid';
  const plan = terms.plans[kind].length > 0 ? dice.pick(terms.plans[kind]) : null;
  if (kind === 'prepaid') {
    const renewsOn = plusDays(today, dice.between(0, 29));
    // A balance outlives the package that renews from it†.
    const validUntil = plusDays(renewsOn, 30);
    const credit = dice.chance(20) ? zero : minor(BigInt(dice.between(5, 2_400)));
    return { bills: [], credit, line: { kind, plan, renewsOn, validUntil } };
  }
  const days = terms.invoiceDays.length > 0 ? [dice.pick(terms.invoiceDays)] : [1];
  const renewsOn = nextDayOfMonth(today, days);
  const invoices = Array.from({ length: dice.between(0, 2) }, (_, index) =>
    drawInvoice(dice, terms, { renewsOn, index }),
  );
  return {
    bills: invoices.reverse(),
    credit: zero,
    line: { kind, plan, renewsOn },
  };
}

/** The invoice of a cycle that is over: due on the invoice day of the next. The youngest, which has the index 0, is not late yet. */
function drawInvoice(
  dice: Dice,
  terms: DebtTerms,
  at: { readonly renewsOn: BusinessDate; readonly index: number },
): Bill {
  const period = monthBefore(at.renewsOn, at.index + 1);
  const dueOn = `${monthBefore(at.renewsOn, at.index)}-${at.renewsOn.slice(8)}`;
  return { number: dice.fill(`${period.replace('-', '')}-######`), period, dueOn, amount: drawAmount(dice, terms) };
}
