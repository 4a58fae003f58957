import type { Role, Teller } from '../agents/model.ts';
import type { Channel } from '../fees/model.ts';
import { add, type Currency, minor, type Minor, negate, subtract, zero } from '../kernel/money.ts';
import type { EntryPlace } from '../ledger/model.ts';

/** Ways of paying by which cash reaches a drawer. What a bank books in bulk or a citizen pays in the cabinet is no cash. */
export const cashChannels: readonly Channel[] = ['counter', 'kiosk'];

/** A payment on the list of its shift. `amount` is what the payer handed over, fees included. */
export interface ListedPayment {
  readonly receiptNumber: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly acceptedAt: Date;
}

/** What is given back for money that was collected before leaves the drawer as cash, though it did not come in by one. */
export const givenBackInCash: readonly Channel[] = [...cashChannels, 'collected'];

/** A teller at an outlet of an agent. */
export interface Keeper {
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
}

/** The time in which one teller answers for a drawer. */
export interface Shift extends Keeper {
  readonly id: string;
  /** Of the teller, from 1 without gaps. */
  readonly number: number;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  /** Of the outlet, from 1 without gaps; null while the shift is open. */
  readonly zNumber: number | null;
  /** Why the cash differed, where it did. */
  readonly reason: string | null;
  /** The teller who closed it; null while the shift is open. */
  readonly closedBy: string | null;
}

/** Whoever looks after a shift: the keeper, a colleague, or a supervisor. */
export interface Settler extends Keeper {
  readonly role: Role;
}

/**
 * Who may see a shift, count it, take back its hand-overs and close it: its teller, a supervisor of the same outlet, and when the
 * teller is suspended, whoever works at the outlet. The cash lies there and somebody has to count it.
 */
export function maySettle(shift: Keeper, by: Settler, keeper: Pick<Teller, 'state'>): boolean {
  if (shift.agentId !== by.agentId) return false;
  if (shift.tellerId === by.tellerId) return true;
  if (shift.outletId !== by.outletId || by.role === 'device') return false;
  return by.role === 'supervisor' || keeper.state === 'suspended';
}

/** `to_payer`: money that no provider took, given back for a provisional receipt; only its pay-out makes it. */
export type MovementKind = 'to_teller' | 'to_vault' | 'change' | 'to_payer';
export type MovementState = 'offered' | 'done' | 'withdrawn';

/** Cash that was neither paid nor given back. */
export interface CashMovement {
  readonly id: string;
  readonly shiftId: string;
  readonly kind: MovementKind;
  readonly currency: Currency;
  readonly amount: Minor;
  readonly note: string;
  readonly toTellerId: string | null;
  readonly state: MovementState;
  readonly recordedAt: Date;
  readonly decidedAt: Date | null;
}

export interface Denomination {
  /** Of one note or coin, minor units. */
  readonly value: Minor;
  readonly pieces: number;
}

/** Cash of one currency as it was counted. */
export interface Counted {
  readonly currency: Currency;
  readonly amount: Minor;
  readonly denominations: readonly Denomination[] | null;
}

/** A count beside what the books expected at that moment. */
export interface CountedLine extends Counted {
  readonly expected: Minor;
  /** Counted less expected: above nought over, below nought short. */
  readonly difference: Minor;
}

export interface CashCount {
  readonly id: string;
  readonly shiftId: string;
  readonly countedAt: Date;
  readonly lines: readonly CountedLine[];
}

/** What a difference came to after the shift: money that was found, or given to whom it was owed. */
export interface Correction {
  readonly id: string;
  /** Against the difference: above nought for a shortage, below nought for what was over. */
  readonly amount: Minor;
  readonly reason: string;
  readonly correctedBy: string;
  readonly correctedAt: Date;
  /** Its key in the books, and where it stands there; null until it is posted, some seconds later. */
  readonly entry: string;
  readonly place: EntryPlace | null;
}

/** What the count of a closed shift was over or short, of one currency. */
export interface CashDifference {
  readonly currency: Currency;
  /** Counted less expected: above nought over, below nought short. */
  readonly amount: Minor;
  readonly reason: string;
  /** The teller who closed the shift and so accepted the difference. */
  readonly acceptedBy: string;
  readonly recordedAt: Date;
  readonly entry: string;
  readonly place: EntryPlace | null;
  /** Oldest first. */
  readonly corrections: readonly Correction[];
  /** What is left of it. */
  readonly open: Minor;
}

/** How many payments or reversals, what they were for, and the fees with them, VAT included. */
export interface Turnover {
  readonly count: number;
  readonly amount: Minor;
  readonly fees: Minor;
}

/** Turnover of one currency on one settlement day, as it is summed up in the books. */
export interface DayTurnover extends Turnover {
  readonly of: 'payments' | 'reversals';
  /** Whether it came before the shift was opened: its cash is part of the counted float then. */
  readonly isBefore: boolean;
  readonly currency: Currency;
  readonly day: string;
}

export type Direction = 'toTellers' | 'fromTellers' | 'toVault' | 'change' | 'toPayers';

export interface Moved {
  readonly count: number;
  readonly amount: Minor;
}

export interface MovedRow extends Moved {
  readonly direction: Direction;
  readonly currency: Currency;
}

/** Everything that happened to the cash of a shift. */
export interface ShiftFacts {
  readonly floats: readonly Pick<Counted, 'currency' | 'amount'>[];
  readonly turnovers: readonly DayTurnover[];
  readonly moved: readonly MovedRow[];
}

/** The cash of one currency in one shift. */
export interface ShiftLine extends Readonly<Record<Direction, Moved>> {
  readonly currency: Currency;
  readonly float: Minor;
  readonly payments: Turnover;
  readonly reversals: Turnover;
  /** Of the shift, but from before it was opened. */
  readonly before: { readonly payments: Turnover; readonly reversals: Turnover };
  readonly days: readonly { readonly day: string; readonly payments: Turnover; readonly reversals: Turnover }[];
  readonly expected: Minor;
}

/** Float, and all that was taken in, less all that went out. */
function expectedCash(line: Omit<ShiftLine, 'expected' | 'before' | 'days' | 'currency'>): Minor {
  const taken = add(line.payments.amount, line.payments.fees);
  const givenBack = add(line.reversals.amount, line.reversals.fees);
  const movedIn = add(line.fromTellers.amount, line.change.amount);
  const movedOut = add(line.toTellers.amount, line.toVault.amount, line.toPayers.amount);
  return add(line.float, taken, movedIn, negate(givenBack), negate(movedOut));
}

/** One line for each currency that was counted, paid, given back or moved, by its code. */
export function linesOf(facts: ShiftFacts): ShiftLine[] {
  const named = [...facts.floats, ...facts.turnovers, ...facts.moved].map((fact) => fact.currency);
  return [...new Set(named)].toSorted().map((currency) => lineOf(facts, currency));
}

function lineOf(facts: ShiftFacts, currency: Currency): ShiftLine {
  const own = facts.turnovers.filter((row) => row.currency === currency);
  const during = own.filter((row) => !row.isBefore);
  const days = [...new Set(during.map((row) => row.day))].toSorted();
  const movedBy = (direction: Direction): Moved => {
    const rows = facts.moved.filter((row) => row.currency === currency && row.direction === direction);
    return { count: countOf(rows), amount: add(...rows.map((row) => row.amount)) };
  };
  const line = {
    float: add(...facts.floats.filter((float) => float.currency === currency).map((float) => float.amount)),
    ...bothOf(during),
    toTellers: movedBy('toTellers'),
    fromTellers: movedBy('fromTellers'),
    toVault: movedBy('toVault'),
    change: movedBy('change'),
    toPayers: movedBy('toPayers'),
  };
  return {
    currency,
    ...line,
    before: bothOf(own.filter((row) => row.isBefore)),
    days: days.map((day) => ({ day, ...bothOf(during.filter((row) => row.day === day)) })),
    expected: expectedCash(line),
  };
}

function bothOf(rows: readonly DayTurnover[]): { readonly payments: Turnover; readonly reversals: Turnover } {
  return { payments: sumOf(rows, 'payments'), reversals: sumOf(rows, 'reversals') };
}

function sumOf(rows: readonly DayTurnover[], of: DayTurnover['of']): Turnover {
  const some = rows.filter((row) => row.of === of);
  return {
    count: countOf(some),
    amount: add(...some.map((row) => row.amount)),
    fees: add(...some.map((row) => row.fees)),
  };
}

function countOf(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}

/** What was counted beside what was expected. A currency that was not counted and of which nothing is expected is left out. */
export function compare(lines: readonly Pick<ShiftLine, 'currency' | 'expected'>[], counted: readonly Counted[]) {
  const expectedOf = new Map(lines.map((line) => [line.currency, line.expected]));
  const told = new Set(counted.map((count) => count.currency));
  return {
    lines: counted.map((count): CountedLine => {
      const expected = expectedOf.get(count.currency) ?? zero;
      return { ...count, expected, difference: subtract(count.amount, expected) };
    }),
    /** Currencies that must lie in the drawer and that nobody counted. */
    missing: lines.filter((line) => line.expected !== 0n && !told.has(line.currency)).map((line) => line.currency),
  };
}

/** What the notes and coins come to. */
export function sumOfPieces(denominations: readonly Denomination[]): Minor {
  return minor(denominations.reduce((sum, { value, pieces }) => sum + value * BigInt(pieces), 0n));
}
