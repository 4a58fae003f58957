import { businessDateOf } from '../../kernel/business-date.ts';
import { formatQuantity } from '../../platform/messages/format-quantity.ts';
import { BillList, lineElementId } from '../components/account-line.tsx';
import { AmountLimits, BillChoice } from '../components/bill-choice.tsx';
import { AmountField } from '../components/desk-amount.tsx';
import { blockWords } from '../components/meter-facts.tsx';
import { Figure, Tag } from '../components/parts.tsx';
import { owedAmount } from '../debts/account-line.ts';
import { asOfWords, dayWords, lineWords, mobileWords } from '../debts/line-words.ts';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { billChoiceOf } from '../paying/bill-choice.ts';
import type { DeskRow } from '../teller/lines.ts';

interface DeskRowProps {
  readonly row: DeskRow;
  readonly problems?: FormProblems;
  readonly fresh?: boolean;
}

/** A line: choose it, see how it stands, type another amount. */
export function DeskRowItem({ row, problems, fresh = false }: DeskRowProps) {
  const { t, language, now } = useFrame();
  const { line, key, canPay, chosen } = row;
  const words = row.isPaid
    ? { tone: 'ok' as const, tag: t('teller.paid.line'), meaning: null }
    : lineWords(language, line, { now, today: businessDateOf(now) });
  const name = `${line.providerName} ${line.label ?? line.accountMasked}`;
  const problem = problems?.of(`amount-${key}`);
  const owed = line.debt.kind === 'told' ? owedAmount(line) : null;
  return (
    <li id={lineElementId(key)} class="row desk-row" hx-swap-oob={fresh ? 'true' : undefined}>
      <span>
        {canPay && (
          <input
            type="checkbox"
            name="pay"
            value={key}
            checked={chosen}
            aria-label={t('pay.choose', { account: name })}
          />
        )}
      </span>
      <div>
        <p class="line-name">{line.providerName}</p>
        <p class="line-account">
          {line.label !== null && <span class="label">{line.label} · </span>}
          <span class="number">{line.accountMasked}</span>
          {row.holderName !== null && <span> · {row.holderName}</span>}
        </p>
      </div>
      <span>{words.tag !== null && <Tag tone={words.tone}>{words.tag}</Tag>}</span>
      <span class="owed">{owed !== null && <Figure amount={owed} currency={line.currency} />}</span>
      {canPay ? <AmountField row={row} problem={problem !== undefined} /> : <span />}
      {problem && (
        <p class="problem" id={`${problem.id}-problem`}>
          {problem.text}
        </p>
      )}
      {canPay && (
        <div class="desk-bills">
          <BillChoice payLine={row} of={key} />
          <AmountLimits payLine={row} />
        </div>
      )}
      <RowFacts row={row} />
      <RowBills row={row} />
      {words.meaning !== null && meansMore(line) && <p class="meaning">{words.meaning}</p>}
    </li>
  );
}

/** What a provider has just told speaks for itself; an amount from earlier is worth what its age is. */
function meansMore({ debt }: DeskRow['line']): boolean {
  return debt.kind !== 'told' || debt.quote.standIn;
}

/** What else the provider told of the account: plan and renewal of a mobile line, reading and block of a meter. */
function RowFacts({ row: { line, key, told, block } }: { row: DeskRow }) {
  const { t, language, now } = useFrame();
  if (line.debt.kind !== 'told') return null;
  const { quote } = line.debt;
  const today = businessDateOf(now);
  const meter = told?.meter ?? null;
  const last = meter?.lastReading ?? null;
  const asOf = asOfWords(language, line, today);
  const facts = [
    ...(asOf === null ? [] : [asOf]),
    ...(quote.line === null ? [] : mobileWords(language, quote.line, today)),
    ...(meter && last
      ? [
          t('meter.last', {
            value: formatQuantity(language, last.value, meter.unit),
            date: dayWords(language, last.readOn, today),
          }),
        ]
      : []),
    ...(meter && block ? [blockWords(language, { block, unit: meter.unit, currency: line.currency })] : []),
  ];
  if (facts.length === 0 && meter === null) return null;
  return (
    <p class="desk-facts">
      {facts.join(' · ')}
      {meter !== null && (
        <>
          {facts.length > 0 && ' · '}
          <a class="open-meter" href={`/teller?panel=meter&line=${key}`}>
            {t('meter.title')}
            <span class="unseen">: {`${line.providerName} ${line.accountMasked}`}</span>
          </a>
        </>
      )}
    </p>
  );
}

/** What the debt is made of, where the payer does not choose among the bills. */
function RowBills({ row: { line, isPaid } }: { row: DeskRow }) {
  const { t } = useFrame();
  if (line.debt.kind !== 'told' || isPaid || billChoiceOf(line) !== null) return null;
  const { bills } = line.debt.quote;
  if (bills.length < 2) return null;
  return (
    <details class="desk-facts more">
      <summary>
        {t('teller.bills', { count: bills.length })}
        <span class="unseen">: {`${line.providerName} ${line.accountMasked}`}</span>
      </summary>
      <BillList bills={bills} currency={line.currency} />
    </details>
  );
}
