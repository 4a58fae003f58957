import { maskAccount } from '../../accounts/masking.ts';
import { chargedTotal } from '../../payments/model.ts';
import { formatMoney } from '../../platform/messages/format-amount.ts';
import { formatReceiptNumber } from '../../platform/messages/format-code.ts';
import { formatDateTime } from '../../platform/messages/format-date.ts';
import { TextField } from '../components/field.tsx';
import { CsrfField, SubmitButton } from '../components/form.tsx';
import { Facts, Money, Notice, Tag } from '../components/parts.tsx';
import { describeRefusal, type FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { hasStep } from '../teller/card-legs.ts';
import type { OpenedView } from '../teller/opened-payment.tsx';
import { tones } from './history.tsx';
import { CardLegs } from './teller-card.tsx';
import { ReceiptLinks } from './teller-side.tsx';

interface OpenedPanelProps {
  readonly view: OpenedView;
  readonly problems: FormProblems;
  readonly typed: string;
}

/** A payment of an earlier time: how it stands, its receipt again, and the way back. */
export function OpenedPanel({ view, problems, typed }: OpenedPanelProps) {
  const { t } = useFrame();
  const { payment } = view.receipt;
  const isAsking = view.undoing !== null && view.undoing.state !== 'answered' && view.undoing.kind === view.way;
  const hasCardStep = view.leg !== null && hasStep(view.leg);
  return (
    <section class="card desk-side" aria-labelledby="opened-title">
      <h2 id="opened-title" class="number">
        {formatReceiptNumber(payment.receiptNumber)}
      </h2>
      <p>
        <Tag tone={tones[payment.state]}>{t(`payment.state.${payment.state}`)}</Tag>
      </p>
      <PaymentFacts view={view} />
      <ul class="receipts">
        <ReceiptLinks
          paymentId={payment.id}
          receiptNumber={payment.receiptNumber}
          isFirst={!isAsking}
          focus={!hasCardStep}
        />
      </ul>
      {view.leg && <CardLegs legs={[view.leg]} problems={problems} />}
      <Cash view={view} />
      {payment.reversalRequested && payment.state !== 'reversed' && (
        <Notice sign="waiting" answer>
          <p>{t('teller.undo.waiting')}</p>
        </Notice>
      )}
      <Refused view={view} />
      {isAsking ? <Question view={view} /> : <UndoForm view={view} problems={problems} typed={typed} />}
    </section>
  );
}

function PaymentFacts({ view }: Pick<OpenedPanelProps, 'view'>) {
  const { t, language } = useFrame();
  const { payment, providerName, tellerCode } = view.receipt;
  const money = (amount: bigint) => formatMoney(language, amount, payment.currency);
  const refund = view.refunds.at(-1);
  const facts = [
    { label: providerName, value: <span class="number">{maskAccount(payment.account)}</span> },
    { label: t('receipt.acceptedAt'), value: formatDateTime(language, payment.acceptedAt) },
    ...(tellerCode === null ? [] : [{ label: t('field.teller'), value: tellerCode }]),
    { label: t('field.fee'), value: money(payment.payerFee.fee + payment.payerFee.vat) },
    { label: t('field.total'), value: <strong>{money(chargedTotal(payment))}</strong> },
    ...(refund ? [{ label: t('teller.refund'), value: t(`teller.refund.${refund.state}`) }] : []),
  ];
  return <Facts facts={facts} />;
}

/** What goes out of the drawer is said large while the payer waits for it, and small ever after. */
function Cash({ view: { cash, receipt } }: Pick<OpenedPanelProps, 'view'>) {
  const { t } = useFrame();
  if (cash === null) return null;
  const { payment } = receipt;
  return (
    <div class="desk-sum" role="status">
      <div class={cash === 'now' ? 'change' : undefined}>
        <span>{t(cash === 'now' ? 'teller.undo.cash' : 'teller.undo.cash.left')}</span>
        <Money amount={chargedTotal(payment)} currency={payment.currency} />
      </div>
    </div>
  );
}

function Refused({ view }: Pick<OpenedPanelProps, 'view'>) {
  const { language } = useFrame();
  if (view.refusal === null || view.receipt.payment.state === 'reversed') return null;
  const { title, advice } = describeRefusal(language, view.refusal);
  return (
    <Notice sign="problem" title={title} answer>
      <p>{advice}</p>
    </Notice>
  );
}

/** The reason comes first; nothing is asked of the books before the teller has said yes to it. */
function UndoForm({ view, problems, typed }: OpenedPanelProps) {
  const { t } = useFrame();
  const { way, receipt } = view;
  if (way === null) return null;
  return (
    <form method="post" action="/teller/undo" class="form" novalidate data-once="page">
      <CsrfField />
      <input type="hidden" name="payment" value={receipt.payment.id} />
      {way === 'refund' && <p class="help">{t('teller.undo.refund.text')}</p>}
      <TextField
        name="reason"
        label={t('teller.undo.reason')}
        value={typed}
        problems={problems}
        maxLength={200}
        autoComplete="off"
      />
      <SubmitButton kind="quiet">{t(`teller.undo.${way}`)}</SubmitButton>
    </form>
  );
}

function Question({ view: { undoing, receipt } }: Pick<OpenedPanelProps, 'view'>) {
  const { t, language } = useFrame();
  if (undoing === null) return null;
  const { payment, providerName } = receipt;
  const amount = formatMoney(language, chargedTotal(payment), payment.currency);
  const values = { provider: providerName, amount, reason: undoing.reason };
  const isOpen = undoing.state === 'sent';
  return (
    <form method="post" action="/teller/undo/yes" class="form" novalidate data-once="page">
      <CsrfField />
      <input type="hidden" name="key" value={undoing.key} />
      <Notice sign={isOpen ? 'waiting' : 'info'} answer>
        <p>{isOpen ? t('teller.undo.open') : t(`teller.undo.ask.${undoing.kind}`, values)}</p>
      </Notice>
      <button type="submit" class="button main" id="answer-yes" data-busy={t('action.wait')} autofocus>
        {isOpen ? t('teller.open.again') : t(`teller.undo.yes.${undoing.kind}`)} <kbd>Enter</kbd>
      </button>
      {!isOpen && (
        <button type="submit" class="button quiet" formaction="/teller/undo/no" data-busy={t('action.wait')}>
          {t('teller.undo.no')}
        </button>
      )}
    </form>
  );
}
