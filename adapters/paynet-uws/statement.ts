import type { StatementLine } from '../../src/kernel/adapter.ts';
import { minor, type Minor } from '../../src/kernel/money.ts';
import { providerNumber } from '../kit/provider-number.ts';
import { fromWallClock } from '../kit/offset-clock.ts';
import type { Statement } from './wire.ts';

/** A line of a statement: the only place where the protocol says an amount again. */
export interface Booking {
  readonly reference: string;
  readonly transaction: string | null;
  readonly amount: Minor;
  readonly bookedAt: Date;
}

/** The lines of an answer, or undefined when one of them has no readable number, amount or time. */
export function readBookings(answer: Statement, utcOffset: string): readonly Booking[] | undefined {
  const bookings = answer.statements.flatMap((line): Booking[] => {
    const reference = providerNumber(line.transactionId);
    const amount = providerNumber(line.amount);
    const bookedAt = fromWallClock(line.timestamp, utcOffset);
    if (reference === null || amount === null || !bookedAt) return [];
    return [{ reference, transaction: providerNumber(line.providerTrnId), amount: minor(BigInt(amount)), bookedAt }];
  });
  return bookings.length === answer.statements.length ? bookings : undefined;
}

/** What the hub's contract wants of them, in a half-open range. Accounts and cancellations are not told. */
export function statementLines(bookings: readonly Booking[], from: Date, to: Date): readonly StatementLine[] {
  return bookings
    .filter((booking) => booking.bookedAt >= from && booking.bookedAt < to)
    .map(({ reference, transaction, amount }) => ({
      reference,
      providerTransaction: transaction,
      account: null,
      amount,
      cancelled: null,
    }));
}
