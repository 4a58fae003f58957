import type { VNode } from 'preact';
import type { Customer } from '../../desks/model.ts';
import { formatMinute } from '../../platform/messages/format-date.ts';
import { translate } from '../../platform/messages/translate.ts';
import type { Provider } from '../../providers/model.ts';
import { type FormProblems, noProblems } from '../form-problems.ts';
import { EmptyPanel, OpenPanel, PayPanel, TakenPanel } from '../pages/teller-side.tsx';
import { DeskPage } from '../pages/teller.tsx';
import { show, type Web } from '../visit.ts';
import { sumUp } from './basket.ts';
import { readCardLegs } from './card-legs.ts';
import type { DeskVisit } from './desk-visit.ts';
import { type DeskRow, readRows } from './lines.ts';
import { openedPanel } from './opened-payment.tsx';

interface DeskState {
  readonly rows?: readonly DeskRow[];
  /** What stands on the right in place of the payment. */
  readonly panel?: VNode;
  readonly problems?: FormProblems;
  readonly search?: { readonly typed: string; readonly choose: readonly Provider[] };
  readonly done?: string | null;
  /** What was just done and needs a look. */
  readonly warning?: string | null;
  readonly status?: number;
}

/** The whole page as it stands. */
export async function deskPage(web: Web, visit: DeskVisit, state: DeskState) {
  const { problems = noProblems, done = null, warning = null, status = 200, search: searched } = state;
  const { customer, counter } = visit.desk;
  const rows = state.rows ?? (await readRows(web, visit));
  const side = state.panel ? null : await sideOf(web, visit, { customer, rows, problems });
  const page = (
    <DeskPage
      counter={counter}
      shift={await shiftWords(web, visit)}
      customer={customer}
      rows={rows}
      problems={problems}
      done={done}
      warning={warning}
      isPaying={side?.isPaying ?? false}
      hasPanel={state.panel !== undefined}
      searches={!state.panel && (searched ? searched.choose.length === 0 : side?.isIdle === true)}
      {...(searched ? { search: searched } : {})}
    >
      {state.panel ?? side?.panel}
    </DeskPage>
  );
  return show(visit, page, { status, place: '/teller' });
}

interface SideState {
  readonly customer: Customer | null;
  readonly rows: readonly DeskRow[];
  readonly problems: FormProblems;
}

async function sideOf(web: Web, visit: DeskVisit, { customer, rows, problems }: SideState) {
  if (!customer) return { panel: <EmptyPanel />, isPaying: false, isIdle: true };
  if (customer.opened) {
    const panel = await openedPanel(web, visit, { opened: customer.opened, problems });
    return { panel, isPaying: false, isIdle: false };
  }
  if (customer.paying) return { panel: <OpenPanel />, isPaying: false, isIdle: false };
  // A line that is still asked for may be paid when it answers.
  const isWaiting = rows.some((row) => row.line.debt.kind === 'asking' && !row.isPaid);
  const isLeft = isWaiting || customer.refusal !== null || rows.some((row) => row.canPay && row.chosen);
  if (customer.taken.length > 0 && !isLeft) {
    const paymentIds = customer.taken.flatMap((taken) => taken.payments.map((payment) => payment.paymentId));
    const legs = await readCardLegs(web, visit, paymentIds);
    const panel = <TakenPanel {...{ customer, legs, problems }} />;
    return { panel, isPaying: false, isIdle: false };
  }
  const { sum } = await sumUp(web, visit, { rows, cashTyped: customer.cashTyped });
  const props = { customer, rows, sum, problems };
  return { panel: <PayPanel {...props} />, isPaying: true, isIdle: rows.length === 0 };
}

async function shiftWords(web: Web, { desk, frame }: DeskVisit): Promise<string> {
  const t = translate(frame.language);
  const { agent, outlet, teller } = desk.counter;
  const opened = await web.deps.drawers.getOpen({ agentId: agent.id, outletId: outlet.id, tellerId: teller.id });
  if (!opened.ok) return t('teller.shift.none');
  return t('teller.shift.open', { number: opened.value.shift.number, time: formatMinute(opened.value.shift.openedAt) });
}
