import { formatAmount, negate, type Currency, type Minor } from '../../src/kernel/money.ts';
import type { FaultRule } from '../kit/fault-script.ts';
import { balanceOf, type SimulatedAccount } from '../kit/simulated-account.ts';
import type { DateFormat } from './date-format.ts';
import type { RequestWords } from './dialect.ts';

/** What a simulated biller says; parts that are undefined do not appear. */
export interface ResponseParts {
  readonly reference: string;
  readonly result: string;
  readonly comment: string;
  readonly transaction?: string | undefined;
  readonly sum?: Minor | undefined;
  readonly account?: SimulatedAccount;
  /** When it was booked. */
  readonly bookedAt?: Date | undefined;
  readonly currency?: Currency;
}

/** Results of a simulated biller: those of its dialect's table, and its own where the table has none. */
export interface SimulatedCodes {
  readonly accountFormat: string;
  readonly accountNotFound: string;
  readonly inactive: string;
  readonly wrongProof: string;
  readonly forbidden: string;
  readonly tooSmall: string;
  readonly tooLarge: string;
  readonly other: string;
  readonly temporary: string;
  readonly pending: string;
  readonly booked: string;
  readonly unknownReference: string;
  readonly cancelled: string;
}

/** What a spoiler may look at beside the answer. */
export interface Spoiling {
  readonly rule: FaultRule;
  readonly query: URLSearchParams;
}

export type Spoiler = (body: string, spoiling: Spoiling) => string;

/** A dialect as a simulated biller speaks it. */
export interface SimulatedDialect {
  readonly words: RequestWords;
  readonly dateFormat: DateFormat;
  /** Of the provider's clocks, all year: `+04:00`. */
  readonly utcOffset: string;
  readonly codes: SimulatedCodes;
  readonly contentType: string;
  readonly spoilers: Readonly<Record<string, Spoiler>>;
  render(parts: ResponseParts): string;
}

/** What the biller tells of an account, by its names: `DEBT` is what is owed, `BALANCE` the customer's money. */
export function fieldsOf(
  account: SimulatedAccount,
  currency: Currency,
  debtName: 'DEBT' | 'BALANCE',
): readonly (readonly [name: string, value: string])[] {
  const owed = balanceOf(account);
  const bills = account.bills.map((bill, index) => {
    const parts = [bill.number, bill.period ?? '', bill.dueOn ?? '', formatAmount(bill.amount, currency)];
    return [`BILL${index + 1}`, parts.join('|')] as const;
  });
  const { line } = account;
  return [
    ['FIO', account.holderName],
    ['ADDRESS', account.address ?? ''],
    [debtName, formatAmount(debtName === 'DEBT' ? owed : negate(owed), currency)],
    ...bills,
    ...(line
      ? ([
          ['LINE', line.kind],
          ['PLAN', line.plan ?? ''],
          ['RENEWS', line.renewsOn ?? ''],
        ] as const)
      : []),
  ];
}
