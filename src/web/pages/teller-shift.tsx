import type { ComponentChildren } from 'preact';
import type { OpenShiftOf, ShiftReport } from '../../drawers/api.ts';
import type { ListedPayment } from '../../drawers/model.ts';
import { currencies, type Currency } from '../../kernel/money.ts';
import { currencySign } from '../../platform/messages/format-amount.ts';
import { formatReceiptNumber } from '../../platform/messages/format-code.ts';
import { formatMinute } from '../../platform/messages/format-date.ts';
import { TextField } from '../components/field.tsx';
import { CsrfField, Form, SubmitButton } from '../components/form.tsx';
import { Facts, Money, Time } from '../components/parts.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';

interface ShiftPanelProps {
  /** X of the open shift, Z of one that was just closed; null where neither is. */
  readonly report: ShiftReport | null;
  /** False for the shift of somebody whom the teller looks after. */
  readonly isOwn: boolean;
  /** Open shifts of the outlet, beside the own one, that the teller may see to their end. */
  readonly others: readonly OpenShiftOf[];
  /** Makes the request of each form one request, however often it is sent. */
  readonly requestKey: string;
  readonly problems: FormProblems;
  /** What stood in a field of a form that was refused: nobody counts a drawer twice for a missing word. */
  readonly typed: (name: string) => string;
  /** The newest payments of the open shift. */
  readonly payments: readonly ListedPayment[];
}

/** The shift: open it, count the drawer, close it, print the reports. What follows a Z report is a shift of its own. */
export function ShiftPanel(props: ShiftPanelProps) {
  const { report, isOwn, requestKey, problems, typed, payments } = props;
  const { t } = useFrame();
  const isOpen = report?.kind === 'X';
  return (
    <section class="card desk-side" aria-labelledby="shift-title">
      <h2 id="shift-title">
        {isOwn || !report ? t('teller.shift') : t('teller.shift.of', { teller: report.tellerCode })}
      </h2>
      {report?.kind === 'Z' && (
        <p class="notice-title">{`${t('teller.shift.report', { kind: 'Z' })} · № ${report.shift.number}`}</p>
      )}
      {report === null && <p>{t('teller.shift.none')}</p>}
      {report && <ShiftFacts report={report} />}
      {report && <ReportLinks report={report} />}
      {isOpen ? (
        <ShiftForm action="/teller/shift/close" requestKey={requestKey} report={report}>
          <CashFields report={report} problems={problems} typed={typed} />
          <TextField
            name="reason"
            label={t('teller.shift.reason')}
            value={typed('reason')}
            problems={problems}
            optional
            maxLength={200}
            autoComplete="off"
          />
          <SubmitButton name="do" value="count" kind="quiet">
            {t('teller.shift.count')}
          </SubmitButton>
          <SubmitButton name="do" value="close">
            {t('teller.shift.end')}
          </SubmitButton>
        </ShiftForm>
      ) : (
        isOwn && (
          <ShiftForm action="/teller/shift/open" requestKey={requestKey} report={null}>
            {report && <h3 class="desk-next">{t('teller.shift.next')}</h3>}
            <CashFields report={null} problems={problems} typed={typed} />
            <SubmitButton>{t('teller.shift.begin')}</SubmitButton>
          </ShiftForm>
        )
      )}
      {payments.length > 0 && <PaymentsOfShift payments={payments} />}
      {props.others.length > 0 && <OtherShifts others={props.others} />}
    </section>
  );
}

/** Each leads to its count, its report and its closing. */
function OtherShifts({ others }: Pick<ShiftPanelProps, 'others'>) {
  const { t } = useFrame();
  return (
    <form method="post" action="/teller/shift/look" data-once="page" aria-labelledby="other-shifts">
      <CsrfField />
      <h3 id="other-shifts">{t('teller.shift.others')}</h3>
      <ul class="receipts">
        {others.map(({ shiftId, tellerCode, openedAt }) => (
          <li>
            <button type="submit" class="desk-found" name="shift" value={shiftId}>
              <Time at={openedAt}>{formatMinute(openedAt)}</Time>
              <span>{tellerCode}</span>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

/** Each leads to the payment as its receipt would. */
function PaymentsOfShift({ payments }: Pick<ShiftPanelProps, 'payments'>) {
  const { t } = useFrame();
  return (
    <form method="post" action="/teller/find" data-once="page" aria-labelledby="shift-payments">
      <CsrfField />
      <h3 id="shift-payments">{t('teller.shift.payments')}</h3>
      <ul class="receipts">
        {payments.map(({ receiptNumber, amount, currency, acceptedAt }) => (
          <li>
            <button type="submit" class="desk-found" name="q" value={receiptNumber}>
              <Time at={acceptedAt}>{formatMinute(acceptedAt)}</Time>
              <span class="number">{formatReceiptNumber(receiptNumber)}</span>
              <Money amount={amount} currency={currency} />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

function ShiftForm(props: {
  readonly action: string;
  readonly requestKey: string;
  readonly report: ShiftReport | null;
  readonly children: ComponentChildren;
}) {
  return (
    <Form action={props.action} class="form">
      <input type="hidden" name="key" value={props.requestKey} />
      {props.report && <input type="hidden" name="shift" value={props.report.shift.id} />}
      {props.children}
    </Form>
  );
}

/** One field for each currency that must lie in the drawer; the hub's own in any case. */
function CashFields({ report, problems, typed }: Pick<ShiftPanelProps, 'report' | 'problems' | 'typed'>) {
  const { t } = useFrame();
  return (
    <>
      {shownCurrencies(report).map((currency) => (
        <TextField
          name={`cash-${currency}`}
          label={t('teller.shift.inDrawer', { sign: currencySign(currency) })}
          value={typed(`cash-${currency}`)}
          problems={problems}
          inputMode="decimal"
          autoComplete="off"
          literal
        />
      ))}
    </>
  );
}

function shownCurrencies(report: Pick<ShiftReport, 'lines'> | null): Currency[] {
  return currencies.filter(
    (currency) => currency === 'AZN' || report?.lines.some((line) => line.currency === currency),
  );
}

/** What came in, what went back, and what must lie in the drawer. */
function ShiftFacts({ report }: { report: ShiftReport }) {
  const { t } = useFrame();
  return (
    <>
      {report.lines.map((line) => (
        <Facts
          facts={[
            {
              label: t('shift.payments', { count: line.payments.count }),
              value: <Money amount={line.payments.amount} currency={line.currency} />,
            },
            {
              label: t('shift.reversals', { count: line.reversals.count }),
              value: <Money amount={line.reversals.amount} currency={line.currency} />,
            },
            { label: t('shift.expected'), value: <Money amount={line.expected} currency={line.currency} /> },
            ...closingFacts(t, line, report.closedByCode),
          ]}
        />
      ))}
    </>
  );
}

/** What the last count said of a closed shift. */
function closingFacts(
  t: ReturnType<typeof useFrame>['t'],
  { closing, currency, entry }: ShiftReport['lines'][number],
  closedByCode: string | null,
) {
  if (!closing) return [];
  const { amount, difference } = closing;
  const side = difference < 0n ? 'shift.short' : 'shift.over';
  return [
    { label: t('shift.counted'), value: <Money amount={amount} currency={currency} /> },
    {
      label: t(difference === 0n ? 'shift.even' : side),
      value: <Money amount={difference < 0n ? -difference : difference} currency={currency} />,
    },
    ...(entry === null
      ? []
      : [
          { label: t('shift.acceptedBy'), value: closedByCode ?? '' },
          { label: t('shift.entry'), value: <span class="number">{entry}</span> },
        ]),
  ];
}

function ReportLinks({ report }: { report: ShiftReport }) {
  const { t } = useFrame();
  const path = `/teller/shifts/${report.shift.id}.pdf`;
  const name = t('teller.shift.report', { kind: report.kind });
  return (
    <p class="actions">
      <a href={`${path}?layout=roll80`} target="_blank" rel="noopener">{`${name}, ${t('teller.shift.roll')}`}</a>
      <a href={`${path}?layout=a4`} target="_blank" rel="noopener">{`${name}, ${t('teller.receipt.a4')}`}</a>
    </p>
  );
}
