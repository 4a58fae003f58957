import type { LoadState } from '../../cards/model.ts';
import { chargedTotal } from '../../payments/model.ts';
import type { PaymentState } from '../../payments/states.ts';
import { formatMoney } from '../../platform/messages/format-amount.ts';
import { formatReceiptNumber } from '../../platform/messages/format-code.ts';
import { formatDateTime, formatMoment } from '../../platform/messages/format-date.ts';
import type { ReceiptView } from '../../receipts/api.ts';
import type { Service } from '../../providers/model.ts';
import { CardLeg } from '../components/card-leg.tsx';
import { ButtonLink } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { Legs } from '../components/legs.tsx';
import { Empty, Facts, Money, Notice, Tag, Time, type Tone } from '../components/parts.tsx';
import { useFrame } from '../frame.tsx';
import { BackTo } from './accounts.tsx';

/** A receipt with what the citizen calls the account. */
export interface ShownPayment {
  readonly receipt: ReceiptView;
  readonly service: Service;
  /** As the provider prints it. */
  readonly account: string;
  readonly label: string | null;
}

/** How a state looks beside its words. */
export const tones: Readonly<Record<PaymentState, Tone>> = {
  accepted: 'due',
  sending: 'due',
  unknown: 'due',
  confirmed: 'ok',
  rejected: 'late',
  reversed: 'off',
};

interface HistoryPageProps {
  readonly payments: readonly ShownPayment[];
  /** Cursor of the page after this one. */
  readonly next: string | null;
  readonly isFirst: boolean;
  /** True where the address named a place in the list that does not exist. */
  readonly lost: boolean;
}

export function HistoryPage({ payments, next, isFirst, lost }: HistoryPageProps) {
  const { t } = useFrame();
  return (
    <Layout title={t('history.title')} section="history">
      <h1>{t('history.title')}</h1>
      {lost && (
        <Notice>
          <p>{t('history.cursor')}</p>
        </Notice>
      )}
      {payments.length === 0 ? (
        <Empty title={t('history.none')} text={t('history.none.text')}>
          <ButtonLink href="/home">{t('layout.nav.debts')}</ButtonLink>
        </Empty>
      ) : (
        <ul class="card rows tiles">
          {payments.map((payment) => (
            <PaymentTile shown={payment} />
          ))}
        </ul>
      )}
      <nav class="links" aria-label={t('history.title')}>
        {!isFirst && <a href="/history">{t('history.newest')}</a>}
        {next !== null && <a href={`/history?after=${encodeURIComponent(next)}`}>{t('history.older')}</a>}
      </nav>
    </Layout>
  );
}

function PaymentTile({ shown }: { shown: ShownPayment }) {
  const { t, language, now } = useFrame();
  const { payment, providerName } = shown.receipt;
  return (
    <li class="row">
      <a class="tile" href={`/history/${payment.id}`}>
        <ServiceIcon service={shown.service} />
        <span class="tile-text">
          <span class="line-name">{providerName}</span>
          <span class="line-account">
            {shown.label !== null && <span class="label">{shown.label} · </span>}
            <span class="number">{shown.account}</span>
          </span>
          <span class="line-account">
            <Time at={payment.acceptedAt}>{formatMoment(language, payment.acceptedAt, now)}</Time>
          </span>
          <span>
            <Tag tone={tones[payment.state]}>{t(`payment.state.${payment.state}`)}</Tag>
          </span>
        </span>
        <Money amount={payment.amount} currency={payment.currency} class="strong" />
      </a>
    </li>
  );
}

/** One payment: how it stands in plain words, both legs, the card of a prepaid meter, the amounts, the receipt. */
export function PaymentPage({ shown, card }: { shown: ShownPayment; card: LoadState | null }) {
  const { t, language } = useFrame();
  const { receipt } = shown;
  const { payment } = receipt;
  const money = (amount: bigint) => formatMoney(language, amount, payment.currency);
  const fee = payment.payerFee.fee + payment.payerFee.vat;
  return (
    <Layout title={t('history.payment')} section="history">
      <BackTo href="/history" />
      <div class="title-row">
        <ServiceIcon service={shown.service} />
        <h1>
          {receipt.providerName}, <Money amount={payment.amount} currency={payment.currency} />
        </h1>
      </div>
      <section class="card pad">
        <p>
          <Tag tone={tones[payment.state]}>{t(`payment.state.${payment.state}`)}</Tag>
        </p>
        <p>{t(`payment.state.${payment.state}.meaning`)}</p>
        {payment.reversalRequested && payment.state !== 'reversed' && <p>{t('history.reversing')}</p>}
        <h2>{t('history.legs')}</h2>
        <Legs receipt={receipt} />
      </section>
      {card !== null && <CardLeg state={card} agent={receipt.agentName} />}
      <section class="card pad">
        <h2>{t('history.receipt')}</h2>
        <Facts
          facts={[
            { label: t('field.receiptNumber'), value: <Number text={formatReceiptNumber(payment.receiptNumber)} /> },
            { label: t('receipt.acceptedAt'), value: formatDateTime(language, payment.acceptedAt) },
            ...placeFacts(receipt, { agent: t('field.agent'), outlet: t('field.outlet') }),
            { label: t('field.account'), value: <Number text={shown.account} /> },
            { label: t('field.amount'), value: money(payment.amount) },
            { label: t('field.fee'), value: money(fee) },
            { label: t('field.total'), value: <strong>{money(chargedTotal(payment))}</strong> },
          ]}
        />
        <p class="links">
          <a href={`/history/${payment.id}/receipt.pdf?layout=a4`}>{t('history.receipt.a4')}</a>
          <a href={`/history/${payment.id}/receipt.pdf?layout=roll80`}>{t('history.receipt.roll80')}</a>
        </p>
      </section>
    </Layout>
  );
}

function Number({ text }: { text: string }) {
  return <span class="number">{text}</span>;
}

function placeFacts(receipt: ReceiptView, labels: { agent: string; outlet: string }) {
  const { agentName, outletName, outletAddress } = receipt;
  const outlet = [outletName, outletAddress].filter((part) => part !== null && part !== '').join(', ');
  return [
    { label: labels.agent, value: agentName },
    ...(outlet === '' ? [] : [{ label: labels.outlet, value: outlet }]),
  ];
}

/** What the QR code of a receipt proves to whoever holds the paper: no more than the paper says, and less. */
export function ReceiptCheckPage({ receipt, accountMasked }: { receipt: ReceiptView; accountMasked: string }) {
  const { t, language, now } = useFrame();
  const { payment } = receipt;
  const reversed = payment.state === 'reversed';
  return (
    <Layout title={t('check.title')}>
      <h1>{t('check.title')}</h1>
      <Notice sign={reversed ? 'problem' : 'done'} title={reversed ? t('check.reversed') : t('check.genuine')}>
        <p>{t(`payment.state.${payment.state}.meaning`)}</p>
      </Notice>
      <section class="card pad">
        <p>
          <Tag tone={tones[payment.state]}>{t(`payment.state.${payment.state}`)}</Tag>{' '}
          <span class="quiet-text">{t('check.now', { when: formatDateTime(language, now) })}</span>
        </p>
        <Facts
          facts={[
            { label: t('field.receiptNumber'), value: <Number text={formatReceiptNumber(payment.receiptNumber)} /> },
            { label: t('field.provider'), value: receipt.providerName },
            { label: t('field.account'), value: <Number text={accountMasked} /> },
            { label: t('field.amount'), value: formatMoney(language, payment.amount, payment.currency) },
            { label: t('receipt.acceptedAt'), value: formatDateTime(language, payment.acceptedAt) },
            ...placeFacts(receipt, { agent: t('field.agent'), outlet: t('field.outlet') }),
          ]}
        />
        <h2>{t('history.legs')}</h2>
        <Legs receipt={receipt} />
        <p class="quiet-text">{t('check.masked')}</p>
      </section>
    </Layout>
  );
}
