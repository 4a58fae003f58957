/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Money } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Language } from '../platform/messages/language.ts';
import type {
  CashCount,
  CashDifference,
  CashMovement,
  Correction,
  Counted,
  CountedLine,
  Keeper,
  ListedPayment,
  MovementKind,
  Settler,
  Shift,
  ShiftLine,
} from './model.ts';

/** Who asks, and under which key of the agent. The same key with the same request does nothing again. */
export interface DrawerRequest {
  readonly by: Keeper;
  readonly key: string;
}

export interface NewMovement extends Money {
  readonly kind: MovementKind;
  /** Code of the receiving teller of the same outlet, for `to_teller` and only for it. */
  readonly toTeller: string | null;
  readonly note: string;
}

/** What a payer is given, and for what: the same subject is paid once for a key. */
export interface Payout extends Money {
  readonly subjectId: string;
  readonly note: string;
}

export interface OpenedShift {
  readonly shift: Shift;
  readonly float: readonly Counted[];
}

/** `X`: as of now, of an open shift. `Z`: of a closed one, and the same for ever. */
export interface ShiftReport {
  readonly kind: 'X' | 'Z';
  readonly shift: Shift;
  /** The instant up to which it tells. */
  readonly at: Date;
  readonly lines: readonly (ShiftLine & {
    readonly closing: CountedLine | null;
    /** Key of the entry that posts the difference; null where nothing differed. */
    readonly entry: string | null;
  })[];
  /** What was counted between opening and closing, oldest first. */
  readonly counts: readonly CashCount[];
  readonly agentName: Readonly<Record<Language, string>>;
  readonly outletName: string;
  readonly tellerCode: string;
  /** Code of the teller who closed it; null while it is open. */
  readonly closedByCode: string | null;
}

/** A difference with the codes of the tellers who accepted and corrected it. */
export interface NamedDifference extends Omit<CashDifference, 'corrections'> {
  readonly acceptedByCode: string;
  readonly corrections: readonly (Correction & { readonly correctedByCode: string })[];
}

/** An open shift with the code of its teller. */
export interface OpenShiftOf extends Pick<Shift, 'number' | 'openedAt'> {
  readonly shiftId: string;
  readonly tellerCode: string;
}

export type ReportLayout = 'a4' | 'roll80';

/** What came of a request, and whether the key had done it before. */
export type Once<T> = Promise<Result<{ readonly value: T; readonly replayed: boolean }, Refusal>>;

/**
 * Every request that writes refuses, beside what it says: idempotency_key_reused. A shift or movement of another agent or, where a
 * teller acts, of another teller is not_found; but a supervisor of the outlet may count and close it and withdraw its hand-overs,
 * and where the teller was suspended, so may whoever works there.
 */
export interface DrawerService {
  /** Refuses: shift_already_open (with its id). */
  open(request: DrawerRequest, float: readonly Counted[]): Once<OpenedShift>;
  /** Records cash that is moved. Refuses: not_found, shift_closed, invalid_request (the receiver). */
  move(request: DrawerRequest, shiftId: string, movement: NewMovement): Once<CashMovement>;
  /**
   * Cash leaves the teller's open drawer for a payer. `claim` says in the same transaction whether it may: false refuses.
   * Refuses: shift_not_open, suspense_decided.
   */
  payOut(request: DrawerRequest, payout: Payout, claim: (sql: Sql) => Promise<boolean>): Once<CashMovement>;
  /** The receiver has the cash in hand. Refuses: not_found, handover_decided, shift_not_open (the receiver has none). */
  confirm(request: DrawerRequest, movementId: string): Once<CashMovement>;
  /** The giver has kept the cash. Refuses: not_found, handover_decided. */
  withdraw(request: DrawerRequest, movementId: string): Once<CashMovement>;
  /** Refuses: not_found, shift_closed. */
  count(request: DrawerRequest, shiftId: string, counted: readonly Counted[]): Once<CashCount>;
  /**
   * Ends a shift and makes its Z-report. Refuses: not_found, shift_closed, handover_pending, count_incomplete,
   * difference_unexplained, supervisor_required (the difference is beyond the limit of the outlet).
   */
  close(
    request: DrawerRequest,
    shiftId: string,
    ending: { readonly counted: readonly Counted[]; readonly reason: string | null },
  ): Once<ShiftReport>;
  /**
   * Takes back what was over or short, in part or as a whole. Refuses: not_found, supervisor_required, another_supervisor_required,
   * correction_exceeds_difference.
   */
  correct(
    request: DrawerRequest,
    shiftId: string,
    correction: Money & { readonly reason: string },
  ): Once<readonly NamedDifference[]>;
  /** What a shift was over or short and what came of it; seen by whoever sees its report. Refuses: not_found. */
  differences(
    agentId: string,
    shiftId: string,
    by?: Settler | null,
  ): Promise<Result<readonly NamedDifference[], Refusal>>;
  /** Posts what was closed and corrected; for the worker. Returns how many shifts and corrections were posted. */
  workOff(): Promise<number>;
  /** The teller's open shift. Refuses: not_found. */
  getOpen(by: Keeper): Promise<Result<OpenedShift, Refusal>>;
  /** The newest payments of the teller's open shift, at most 50; none where no shift is open. */
  listPayments(by: Keeper): Promise<readonly ListedPayment[]>;
  /** Those of one outlet that whoever asks may settle, by the codes of the tellers. */
  listOpen(by: Settler): Promise<readonly OpenShiftOf[]>;
  /** `by` sees what it may settle or has closed; without it the agent as a whole asks. Refuses: not_found. */
  report(agentId: string, shiftId: string, by?: Settler | null): Promise<Result<ShiftReport, Refusal>>;
  /** The report on paper. Same Z-report, same bytes. */
  pdf(report: ShiftReport, language: Language, layout: ReportLayout): Promise<Buffer>;
}
