import { add, type Minor } from '../../kernel/money.ts';
import type { PaymentCode } from '../../payments/api.ts';
import { currencySign } from '../../platform/messages/format-amount.ts';
import { formatPaymentCode } from '../../platform/messages/format-code.ts';
import { formatDate, formatMinute, formatMoment } from '../../platform/messages/format-date.ts';
import type { Service } from '../../providers/model.ts';
import { ButtonLink, PrintButton } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { Figure, Money, Tag, Time, type Tone } from '../components/parts.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { useFrame } from '../frame.tsx';

/** One account of the basket, for showing. */
export interface CodeRow {
  readonly providerName: string;
  readonly service: Service;
  readonly accountMasked: string;
  readonly label: string | null;
  readonly amount: Minor;
}

const tones: Readonly<Record<PaymentCode['state'], Tone>> = { open: 'due', paid: 'ok', expired: 'off' };

/** The payment code: to be shown at a counter, read aloud, scanned or printed. */
export function CodePage({ code, rows }: { code: PaymentCode; rows: readonly CodeRow[] }) {
  const { t } = useFrame();
  return (
    <Layout title={t('code.title')} section="debts">
      <h1>{t('code.title')}</h1>
      <article class="card pad code-card">
        <p>
          <Tag tone={tones[code.state]}>{t(`code.${code.state}`)}</Tag>
        </p>
        <p class="big">
          <Money amount={add(...rows.map((row) => row.amount))} currency={code.currency} />
        </p>
        <CodeState code={code} />
      </article>
      <CodeBasket code={code} rows={rows} />
      {code.state === 'open' && (
        <section class="card pad how">
          <h2>{t('code.how')}</h2>
          <ol class="steps">
            <li>{t('code.how.show')}</li>
            <li>{t('code.how.teller')}</li>
            <li>{t('code.how.receipt')}</li>
          </ol>
        </section>
      )}
      <div class="actions">
        {code.state === 'open' && <ButtonLink href={`/codes/${code.code}`}>{t('code.check')}</ButtonLink>}
        {code.state === 'open' && <PrintButton />}
        {code.state === 'paid' && <ButtonLink href="/history">{t('home.history')}</ButtonLink>}
        {code.state === 'expired' && <ButtonLink href="/pay">{t('code.another')}</ButtonLink>}
      </div>
    </Layout>
  );
}

function CodeState({ code }: { code: PaymentCode }) {
  const { t, language, now } = useFrame();
  const written = formatPaymentCode(code.code);
  if (code.state === 'paid' && code.paidAt) {
    const when = formatMoment(language, code.paidAt, now);
    return <p>{t('code.paid.text', { when })}</p>;
  }
  // On paper, tomorrow is another day: the date stands in full.
  const until = `${formatDate(language, code.expiresAt)}, ${formatMinute(code.expiresAt)}`;
  if (code.state !== 'open') return <p>{t('code.expired.text')}</p>;
  return (
    <>
      <QrCode text={code.code} label={t('code.qr', { code: written })} />
      <p class="code">{written}</p>
      <p class="quiet-text">
        <Time at={code.expiresAt}>{t('code.validUntil', { when: until })}</Time>
      </p>
    </>
  );
}

function CodeBasket({ code, rows }: { code: PaymentCode; rows: readonly CodeRow[] }) {
  const { t } = useFrame();
  return (
    <section class="card">
      <div class="card-head">
        <h2>
          {t('code.basket')}
          <span class="unit">, {currencySign(code.currency)}</span>
        </h2>
      </div>
      <ul class="rows">
        {rows.map((row) => (
          <li class="row">
            <div class="line">
              <ServiceIcon service={row.service} />
              <div class="line-text">
                <h3 class="line-name">{row.providerName}</h3>
                <p class="line-account">
                  {row.label !== null && <span class="label">{row.label} · </span>}
                  <span class="number">{row.accountMasked}</span>
                </p>
              </div>
              <div class="line-aside">
                <Figure amount={row.amount} currency={code.currency} />
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
