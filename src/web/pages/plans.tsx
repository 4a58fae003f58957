import { maskAccount } from '../../accounts/masking.ts';
import type { LineState } from '../../kernel/adapter.ts';
import type { BusinessDate } from '../../kernel/business-date.ts';
import type { Currency } from '../../kernel/money.ts';
import { termsOn } from '../../plans/catalogue.ts';
import type { Plan, ReplacementNotice } from '../../plans/model.ts';
import { formatMoney } from '../../platform/messages/format-amount.ts';
import type { Provider } from '../../providers/model.ts';
import { MobileFacts } from '../components/account-line.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { Notice, Tag } from '../components/parts.tsx';
import { noticeWords } from '../debts/line-words.ts';
import { useFrame } from '../frame.tsx';
import { BackTo } from './accounts.tsx';

interface PlansPageProps {
  readonly provider: Provider;
  readonly account: string;
  /** Null while the provider does not say. */
  readonly line: LineState | null;
  readonly notice: ReplacementNotice | null;
  readonly offered: readonly Plan[];
  readonly today: BusinessDate;
}

/** How a mobile line stands, what is announced for it, and the plans that its holder can move to. */
export function PlansPage({ provider, account, line, notice, offered, today }: PlansPageProps) {
  const { t, language } = useFrame();
  const name = provider.name[language];
  return (
    <Layout title={t('plans.title')} section="accounts">
      <BackTo href="/home" />
      <div class="title-row">
        <ServiceIcon service={provider.service} />
        <h1>{t('plans.title')}</h1>
      </div>
      {notice !== null && (
        <Notice sign="info">
          <p>{noticeWords(language, notice, provider.currency)}</p>
        </Notice>
      )}
      <section class="card pad">
        <h2>{t('plans.now')}</h2>
        <p class="line-account">
          {name} · <span class="number">{maskAccount(account)}</span>
          {line !== null && ` · ${t(`service.${line.kind}`)}`}
        </p>
        {line === null ? <p>{t('plans.silent', { provider: name })}</p> : <MobileFacts mobile={line} />}
      </section>
      <section class="card">
        <div class="card-head">
          <h2>{t('plans.offered')}</h2>
        </div>
        {offered.length === 0 && <p class="pad">{t('plans.none')}</p>}
        <ul class="rows">
          {offered.map((plan) => (
            <PlanRow plan={plan} today={today} currency={provider.currency} isCurrent={plan.name === line?.plan} />
          ))}
        </ul>
      </section>
    </Layout>
  );
}

interface PlanRowProps {
  readonly plan: Plan;
  readonly today: BusinessDate;
  readonly currency: Currency;
  readonly isCurrent: boolean;
}

function PlanRow({ plan, today, currency, isCurrent }: PlanRowProps) {
  const { t, language } = useFrame();
  const { price, allowances } = termsOn(plan, today);
  const { internetMb, domesticMinutes, messengersMb } = allowances;
  const amount = price === null ? null : formatMoney(language, price, currency);
  return (
    <li class="row">
      <h3 class="line-name">{plan.name}</h3>
      {isCurrent && (
        <p>
          <Tag tone="ok">{t('plans.current')}</Tag>
        </p>
      )}
      <p>{amount === null ? t('plans.price.unknown') : t(`plans.price.${plan.period}`, { amount })}</p>
      {internetMb !== null && <p>{t('plans.internet', { amount: traffic(internetMb) })}</p>}
      {domesticMinutes !== null && <p>{t('plans.minutes', { count: domesticMinutes })}</p>}
      {messengersMb !== null && <p>{t('plans.messengers', { amount: traffic(messengersMb) })}</p>}
    </li>
  );
}

/** Gigabytes where they are whole: plans are sold in those. */
function traffic(megabytes: number): string {
  return megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}
