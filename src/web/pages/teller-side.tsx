import type { Customer, Taken } from '../../desks/model.ts';
import type { Currency } from '../../kernel/money.ts';
import { type Question, questions } from '../../payments/guards.ts';
import { CsrfField, ErrorSummary, SubmitButton } from '../components/form.tsx';
import { Money, Notice } from '../components/parts.tsx';
import { describeRefusal, type FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import type { DeskSum } from '../teller/basket.ts';
import { CardLegs } from './teller-card.tsx';
import { type CardLegView, hasStep } from '../teller/card-legs.ts';
import type { DeskRow } from '../teller/lines.ts';
import { writeYes } from '../teller/said-yes.ts';

interface PayPanelProps {
  readonly customer: Customer;
  readonly rows: readonly DeskRow[];
  readonly sum: DeskSum;
  readonly problems: FormProblems;
}

/** What the customer pays, hands over and gets back; money moves by the one button, or by Enter from the cash. */
export function PayPanel({ customer, rows, sum, problems }: PayPanelProps) {
  const { t } = useFrame();
  const question = questions.find((one) => one === customer.refusal?.code);
  const problem = problems.of('cash');
  return (
    <section class="card desk-side" aria-labelledby="pay-title">
      <h2 id="pay-title" class="unseen">
        {t('teller.pay.heading')}
      </h2>
      <TakenList taken={customer.taken} focus />
      <ErrorSummary problems={problems} />
      <Asked customer={customer} rows={rows} question={question} />
      <SumBox sum={sum} />
      <div class={problem ? 'field wrong' : 'field'}>
        <label for="field-cash">{t('teller.cash')}</label>
        <p class="help" id="field-cash-help">
          {t('teller.cash.help')}
        </p>
        <input
          id="field-cash"
          name="cash"
          type="text"
          inputmode="decimal"
          autocomplete="off"
          value={customer.cashTyped}
          aria-describedby={problem ? 'field-cash-help field-cash-problem' : 'field-cash-help'}
          aria-invalid={problem ? true : undefined}
          autofocus={question === undefined}
        />
        {problem && (
          <p class="problem" id="field-cash-problem">
            {problem.text}
          </p>
        )}
      </div>
      {rows.filter((row) => !row.isPaid).length > 1 && customer.paymentCode === null && (
        <label class="choice">
          <input type="checkbox" name="apart" value="yes" />
          <span>{t('teller.pay.apart')}</span>
        </label>
      )}
      {customer.confirmed.map((said) => (
        <input type="hidden" name="confirmed" value={writeYes(said)} />
      ))}
      {question === undefined && (
        <button type="submit" class="button main" data-busy={t('action.wait')}>
          {t('teller.pay')} <kbd>Enter</kbd>
        </button>
      )}
      <p class="help">{t('teller.pay.once')}</p>
    </section>
  );
}

/** What was refused, and where the payer can decide, the question with its one answer that goes on. */
function Asked(props: {
  readonly customer: Customer;
  readonly rows: readonly DeskRow[];
  readonly question: Question | undefined;
}) {
  const { t, language } = useFrame();
  const { refusal } = props.customer;
  if (!refusal) return null;
  const line = props.rows.find((row) => row.key === refusal.lineKey)?.line;
  const account = line ? `${line.providerName} ${line.accountMasked}` : '';
  if (props.question === undefined) {
    const { title, advice } = describeRefusal(language, refusal);
    return (
      <Notice sign="problem" title={account === '' ? title : `${account}: ${title}`} answer>
        <p>{advice}</p>
      </Notice>
    );
  }
  const similar = refusal.details['similar'] ?? '';
  return (
    <Notice sign="info" title={t('teller.ask.title')} answer>
      <p>{t(`teller.ask.${props.question}`, { account, similar })}</p>
      <p class="help">{t('teller.ask.said')}</p>
      <button
        type="submit"
        class="button main"
        id="answer-yes"
        name="confirmed"
        value={writeYes({ question: props.question, lineKey: refusal.lineKey ?? '', amount: refusal.amount ?? '' })}
        data-busy={t('action.wait')}
        autofocus
      >
        {t('teller.ask.yes')} <kbd>Enter</kbd>
      </button>
    </Notice>
  );
}

/** Lines, fees and total before money moves, and the change of the cash that was typed. */
export function SumBox({ sum }: { sum: DeskSum }) {
  const { t } = useFrame();
  const { currency, cash, change } = sum;
  return (
    <div id="sum" class="desk-sum" role="status">
      <div>
        <span>{t('teller.sum.lines', { count: sum.count })}</span>
        <Money amount={sum.amount} currency={currency} />
      </div>
      <div>
        <span>{t('field.fee')}</span>
        <Money amount={sum.fee + sum.vat} currency={currency} />
      </div>
      <div class="grand">
        <span>{t('field.total')}</span>
        <Money amount={sum.total} currency={currency} />
      </div>
      {sum.limits.map(({ per, left, isExceeded }) => (
        <div class={isExceeded ? 'limit short' : 'limit'}>
          <span>{t(`limit.${per}`)}</span>
          <Money amount={left} currency={currency} />
        </div>
      ))}
      {cash !== null && sum.count > 0 && <Change change={change} missing={sum.total - cash} currency={currency} />}
    </div>
  );
}

function Change(props: { readonly change: bigint | null; readonly missing: bigint; readonly currency: Currency }) {
  const { t } = useFrame();
  const { change, missing, currency } = props;
  return (
    <div class={change === null ? 'change short' : 'change'}>
      <span>{t(change === null ? 'teller.change.short' : 'teller.change')}</span>
      <Money amount={change ?? missing} currency={currency} />
    </div>
  );
}

interface TakenPanelProps extends Pick<PayPanelProps, 'customer' | 'problems'> {
  /** The cards of what was taken. */
  readonly legs: readonly CardLegView[];
}

/** Done: what was taken, what goes back, the receipts, and the next customer. */
export function TakenPanel({ customer, legs, problems }: TakenPanelProps) {
  const { t } = useFrame();
  return (
    <section class="card desk-side" aria-labelledby="taken-title">
      <h2 id="taken-title" class="unseen">
        {t('teller.paid')}
      </h2>
      <TakenList taken={customer.taken} focus={!legs.some(hasStep)} />
      <CardLegs legs={legs} problems={problems} />
      <form method="post" action="/teller/next" data-once="page">
        <CsrfField />
        <SubmitButton kind="quiet">{t('teller.next')}</SubmitButton>
      </form>
    </section>
  );
}

function TakenList({ taken, focus }: { taken: readonly Taken[]; focus: boolean }) {
  const { t } = useFrame();
  if (taken.length === 0) return null;
  const first = taken[0]?.payments[0]?.paymentId;
  return (
    <>
      <Notice sign="done" title={t('teller.paid')} answer />
      {taken.map((one) => (
        <div class="desk-sum">
          <div class="grand">
            <span>{t('teller.paid.total')}</span>
            <Money amount={BigInt(one.total)} currency={one.currency} />
          </div>
          {one.cash !== null && (
            <>
              <div>
                <span>{t('teller.cash')}</span>
                <Money amount={BigInt(one.cash)} currency={one.currency} />
              </div>
              <Change change={BigInt(one.cash) - BigInt(one.total)} missing={0n} currency={one.currency} />
            </>
          )}
          <ul class="receipts">
            {one.payments.map(({ paymentId, receiptNumber }) => (
              <ReceiptLinks
                paymentId={paymentId}
                receiptNumber={receiptNumber}
                isFirst={paymentId === first}
                focus={focus}
              />
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

/** Both papers of a payment; F8 opens the first on the page. */
export function ReceiptLinks(props: {
  readonly paymentId: string;
  readonly receiptNumber: string;
  readonly isFirst: boolean;
  /** False where something else is to be done first. */
  readonly focus: boolean;
}) {
  const { t } = useFrame();
  const { paymentId, receiptNumber, isFirst, focus } = props;
  const of = t('teller.receipt.of', { receipt: receiptNumber });
  return (
    <li>
      <span class="number">{receiptNumber}</span>
      <span class="actions">
        <a
          id={isFirst ? 'receipt-1' : undefined}
          href={`/teller/receipts/${paymentId}.pdf?layout=roll80`}
          target="_blank"
          rel="noopener"
          aria-label={`${t('teller.receipt.roll')}: ${of}`}
          autofocus={isFirst && focus}
        >
          {t('teller.receipt.roll')}
        </a>
        <a
          href={`/teller/receipts/${paymentId}.pdf?layout=a4`}
          target="_blank"
          rel="noopener"
          aria-label={`${t('teller.receipt.a4')}: ${of}`}
        >
          {t('teller.receipt.a4')}
        </a>
      </span>
    </li>
  );
}

/** The answer was lost: nobody hands cash back before the key has been asked about. */
export function OpenPanel() {
  const { t } = useFrame();
  return (
    <section class="card desk-side" aria-labelledby="open-title">
      <h2 id="open-title">{t('teller.open.title')}</h2>
      <p>{t('teller.open.text')}</p>
      <form method="post" action="/teller/again" data-once="page">
        <CsrfField />
        <button type="submit" class="button main" data-busy={t('action.wait')} autofocus>
          {t('teller.open.again')} <kbd>Enter</kbd>
        </button>
      </form>
      <form method="post" action="/teller/give-up" data-once="page">
        <CsrfField />
        <SubmitButton kind="quiet">{t('teller.open.giveUp')}</SubmitButton>
      </form>
    </section>
  );
}

/** Nobody is here yet: the right side says nothing, and keeps its place. */
export function EmptyPanel() {
  const { t } = useFrame();
  return (
    <section class="card desk-side" aria-label={t('teller.pay.heading')}>
      <p class="help">{t('teller.pay.once')}</p>
    </section>
  );
}
