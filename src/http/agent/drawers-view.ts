import type { Static } from 'typebox';
import type { Counter } from '../../agents/api.ts';
import type { OpenedShift, OpenShiftOf, ShiftReport } from '../../drawers/api.ts';
import type { CashCount, CashMovement, Counted, Moved, Settler, Turnover } from '../../drawers/model.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Language } from '../../platform/messages/language.ts';
import { showMoney } from '../schemas/common.ts';
import type { CountAnswer, MovementAnswer, OpenShiftsAnswer, ReportAnswer, ShiftAnswer } from './drawers-schemas.ts';

export function showShift({ shift, float }: OpenedShift): Static<typeof ShiftAnswer> {
  return {
    shiftId: shift.id,
    number: shift.number,
    openedAt: shift.openedAt.toISOString(),
    float: float.map((counted) => ({
      amount: showMoney(counted.amount, counted.currency),
      denominations: showPieces(counted),
    })),
  };
}

export function showOpenShift(open: OpenShiftOf): Static<typeof OpenShiftsAnswer>['shifts'][number] {
  return {
    shiftId: open.shiftId,
    number: open.number,
    openedAt: open.openedAt.toISOString(),
    teller: open.tellerCode,
  };
}

export function showMovement(movement: CashMovement): Static<typeof MovementAnswer> {
  return {
    movementId: movement.id,
    shiftId: movement.shiftId,
    kind: movement.kind,
    amount: showMoney(movement.amount, movement.currency),
    note: movement.note,
    state: movement.state,
    recordedAt: movement.recordedAt.toISOString(),
    decidedAt: movement.decidedAt?.toISOString() ?? null,
  };
}

export function showCount(count: CashCount): Static<typeof CountAnswer> {
  return {
    countId: count.id,
    countedAt: count.countedAt.toISOString(),
    lines: count.lines.map((line) => ({
      counted: showMoney(line.amount, line.currency),
      expected: showMoney(line.expected, line.currency),
      difference: showMoney(line.difference, line.currency),
      denominations: showPieces(line),
    })),
  };
}

export function showReport(report: ShiftReport, language: Language): Static<typeof ReportAnswer> {
  const { shift } = report;
  return {
    kind: report.kind,
    zNumber: shift.zNumber,
    shiftId: shift.id,
    number: shift.number,
    openedAt: shift.openedAt.toISOString(),
    closedAt: shift.closedAt?.toISOString() ?? null,
    at: report.at.toISOString(),
    agent: report.agentName[language],
    outlet: report.outletName,
    teller: report.tellerCode,
    closedBy: report.closedByCode,
    reason: shift.reason,
    lines: report.lines.map(showLine),
    counts: report.counts.map(showCount),
  };
}

function showLine(line: ShiftReport['lines'][number]): Static<typeof ReportAnswer>['lines'][number] {
  const { currency, closing } = line;
  const both = (of: { readonly payments: Turnover; readonly reversals: Turnover }) => ({
    payments: showTurnover(of.payments, currency),
    reversals: showTurnover(of.reversals, currency),
  });
  const moved = ({ count, amount }: Moved) => ({ count, amount: showMoney(amount, currency) });
  return {
    currency,
    float: showMoney(line.float, currency),
    ...both(line),
    change: moved(line.change),
    fromTellers: moved(line.fromTellers),
    toTellers: moved(line.toTellers),
    toVault: moved(line.toVault),
    toPayers: moved(line.toPayers),
    expected: showMoney(line.expected, currency),
    counted: closing && showMoney(closing.amount, currency),
    difference: closing && showMoney(closing.difference, currency),
    entry: line.entry,
    before: both(line.before),
    days: line.days.map((day) => ({ settlementDay: day.day, ...both(day) })),
  };
}

function showTurnover({ count, amount, fees }: Turnover, currency: Currency) {
  return { count, amount: showMoney(amount, currency), fees: showMoney(fees, currency) };
}

function showPieces({ denominations, currency }: Counted) {
  return denominations?.map(({ value, pieces }) => ({ value: showMoney(value, currency), pieces })) ?? null;
}

export function settlerOf({ agent, outlet, teller }: Counter): Settler {
  return { agentId: agent.id, outletId: outlet.id, tellerId: teller.id, role: teller.role };
}
