import { businessDateOf } from '../../kernel/business-date.ts';
import type { Bill } from '../../kernel/adapter.ts';
import { formatMonth } from '../../platform/messages/format-date.ts';
import { dayWords } from '../debts/line-words.ts';
import { useFrame } from '../frame.tsx';
import { billChoiceOf, billFields } from '../paying/bill-choice.ts';
import { channelWords, offeredSum, type PayLine } from '../paying/pay-line.ts';
import { Figure } from './parts.tsx';

interface ChoiceProps {
  readonly payLine: PayLine;
  /** Names the line in the form. */
  readonly of: string;
}

/** Which of the open bills are paid: one of them, or several. */
export function BillChoice({ payLine, of }: ChoiceProps) {
  const { t } = useFrame();
  const choice = billChoiceOf(payLine.line);
  if (!choice) return null;
  const { line, bills: chosen } = payLine;
  const account = `${line.providerName} ${line.label ?? line.accountMasked}`;
  return (
    <fieldset class="bill-choice">
      <legend>
        {t(`pay.bills.${choice.rule}`)}
        <span class="unseen">: {account}</span>
      </legend>
      {choice.bills.map((bill, index) => (
        <label>
          <input
            id={`${billFields.bill(of)}-${index}`}
            type={choice.rule === 'one' ? 'radio' : 'checkbox'}
            name={billFields.bill(of)}
            value={bill.number}
            checked={chosen.includes(bill.number)}
          />
          <BillWords bill={bill} />
          <Figure amount={bill.amount} currency={line.currency} />
        </label>
      ))}
    </fieldset>
  );
}

/** Period, due date and number of a bill. */
export function BillWords({ bill }: { bill: Bill }) {
  const { t, language, now } = useFrame();
  const due = bill.dueOn === null ? null : dayWords(language, bill.dueOn, businessDateOf(now));
  return (
    <span>
      {bill.period === null ? t('line.bill', { number: bill.number }) : formatMonth(language, bill.period)}
      {due !== null && `, ${t('line.bill.due', { date: due })}`}
      {bill.period !== null && <span class="quiet-text number"> {t('receipt.number', { number: bill.number })}</span>}
    </span>
  );
}

/** What the amount was offered for: with other bills it is offered anew. */
export function OfferedSum({ payLine, of }: ChoiceProps) {
  if (billChoiceOf(payLine.line) === null) return null;
  return <input type="hidden" name={billFields.offered(of)} value={String(offeredSum(payLine) ?? '')} />;
}

/** The limits of the channel, where it has its own, and that all bills are paid together, where they are. */
export function AmountLimits({ payLine: { line } }: { payLine: PayLine }) {
  const { t, language } = useFrame();
  const words = channelWords(language, line);
  const isAll = line.debt.kind === 'told' && line.debt.quote.rule.bills === 'all' && line.debt.quote.bills.length > 1;
  return (
    <>
      {isAll && <p class="quiet-text">{t('pay.bills.all')}</p>}
      {words !== null && <p class="quiet-text">{words}</p>}
    </>
  );
}
