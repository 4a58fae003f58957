import type { ComponentChildren } from 'preact';
import { businessDateOf } from '../../kernel/business-date.ts';
import type { Bill, LineState } from '../../kernel/adapter.ts';
import type { AccountLine, ShownDebt } from '../debts/account-line.ts';
import { obtainedAt, owedAmount } from '../debts/account-line.ts';
import {
  asOfWords,
  lineWords,
  maintenanceWords,
  mobileWords,
  noticeWords,
  paidWords,
  sayWhen,
} from '../debts/line-words.ts';
import { useFrame } from '../frame.tsx';
import { BillWords } from './bill-choice.tsx';
import { ServiceIcon } from './icons.tsx';
import { Figure, Tag, Time } from './parts.tsx';

interface LineHeadProps {
  readonly line: AccountLine;
  /** What stands on the right: an amount, a button. */
  readonly aside: ComponentChildren;
  /** Further lines under the tag. */
  readonly children?: ComponentChildren;
}

/** One account in a list: service, provider, whose it is, how it stands. */
export function LineHead({ line, aside, children }: LineHeadProps) {
  const { language, now, t } = useFrame();
  const words = lineWords(language, line, { now, today: businessDateOf(now) });
  const paid = paidWords(language, line, now);
  const asOf = asOfWords(language, line, businessDateOf(now));
  const planned = maintenanceWords(language, line, now);
  return (
    <div class="line">
      <ServiceIcon service={line.service} />
      <div class="line-text">
        <h3 class="line-name">{line.providerName}</h3>
        <p class="line-account">
          {line.label !== null && <span class="label">{line.label} · </span>}
          <span class="number">{line.accountMasked}</span>
          <LineKind debt={line.debt} />
        </p>
        {words.tag !== null && (
          <p>
            <Tag tone={words.tone}>{words.tag}</Tag>
          </p>
        )}
        {line.debt.kind === 'asking' && <p class="slow">{t('line.waiting', { provider: line.providerName })}</p>}
      </div>
      <div class="line-aside">{aside}</div>
      <div class="line-more">
        {words.meaning !== null && <p class="meaning">{words.meaning}</p>}
        {asOf !== null && <p class="meaning">{asOf}</p>}
        {planned !== null && <p class="meaning planned">{planned}</p>}
        {paid !== null && <p class="meaning">{paid}</p>}
        {children}
      </div>
    </div>
  );
}

function LineKind({ debt }: { debt: ShownDebt }) {
  const { t } = useFrame();
  if (debt.kind !== 'told' || debt.quote.line === null) return null;
  return <span> · {t(`service.${debt.quote.line.kind}`)}</span>;
}

export function lineElementId(linkId: string): string {
  return `line-${linkId}`;
}

/** A line of the home page. `fresh` marks one that takes the place of a line that was still being asked for. */
export function HomeLine({ line, fresh = false }: { line: AccountLine; fresh?: boolean }) {
  const { t } = useFrame();
  return (
    <li id={lineElementId(line.linkId)} class="row" hx-swap-oob={fresh ? 'true' : undefined}>
      <LineHead line={line} aside={<LineAside line={line} />}>
        <PlanNotice line={line} />
        {line.debt.kind === 'asking' && (
          <p class="stuck">
            {t('line.stuck')} <a href="/home">{t('home.again')}</a>
          </p>
        )}
        {(line.debt.kind === 'gone' || line.debt.kind === 'refused') && (
          <p>
            <a href={`/accounts/${line.linkId}`}>{t('account.settings')}</a>
          </p>
        )}
        <LineDetails line={line} />
      </LineHead>
      {line.debt.kind === 'told' && (
        <input type="hidden" name="quote" value={line.debt.quote.id} form="choose-what-to-pay" />
      )}
    </li>
  );
}

function LineAside({ line }: { line: AccountLine }) {
  const { language, now, t } = useFrame();
  const { debt } = line;
  const owed = owedAmount(line);
  if (debt.kind === 'asking') return <span class="placeholder" aria-hidden="true" />;
  const chooses = debt.kind === 'told' && (!debt.quote.balanceTold || (debt.quote.line !== null && owed === 0n));
  if (chooses) {
    return (
      <a class="button quiet small" href={`/pay?only=${line.linkId}`}>
        {debt.quote.line?.kind === 'prepaid' ? t('action.topUp') : t('action.pay')}
        <span class="unseen">: {`${line.providerName} ${line.accountMasked}`}</span>
      </a>
    );
  }
  if (owed === null) return null;
  const at = obtainedAt(debt);
  return (
    <>
      <Figure amount={owed} currency={line.currency} class={owed > 0n ? 'owed' : 'nothing'} />
      {at && (
        <span class="fresh">
          <Time at={at}>{sayWhen(language, at, now)}</Time>
        </span>
      )}
    </>
  );
}

function PlanNotice({ line }: { line: AccountLine }) {
  const { language } = useFrame();
  if (line.debt.kind !== 'told' || line.debt.notice === null) return null;
  return <p class="plan-change">{noticeWords(language, line.debt.notice, line.currency)}</p>;
}

function LineDetails({ line }: { line: AccountLine }) {
  const { t } = useFrame();
  if (line.debt.kind !== 'told') return null;
  const { quote, holder, meter = null } = line.debt;
  const { bills, line: mobile } = quote;
  const isKnown = holder.name !== null || holder.address !== null || meter !== null;
  if (bills.length === 0 && mobile === null && !isKnown) return null;
  return (
    <details class="more">
      <summary>
        {t('line.details')}
        <span class="unseen">: {`${line.providerName} ${line.accountMasked}`}</span>
      </summary>
      {bills.length > 0 && <BillList bills={bills} currency={line.currency} />}
      {mobile !== null && <MobileFacts mobile={mobile} />}
      {mobile !== null && (
        <p>
          <a href={`/accounts/${line.linkId}/plans`}>{t('plans.link')}</a>
        </p>
      )}
      {meter !== null && (
        <p>
          <a href={`/accounts/${line.linkId}/meter`}>{t('meter.link')}</a>
        </p>
      )}
      {holder.name !== null && <p>{t('line.holder', { name: holder.name })}</p>}
      {holder.address !== null && <p>{holder.address}</p>}
    </details>
  );
}

/** Open bills with their amounts, oldest first. */
export function BillList({ bills, currency }: { bills: readonly Bill[]; currency: AccountLine['currency'] }) {
  return (
    <ul class="bills">
      {bills.map((bill) => (
        <li>
          <BillWords bill={bill} />
          <Figure amount={bill.amount} currency={currency} />
        </li>
      ))}
    </ul>
  );
}

/** The plan of a line, when it renews, and until when its balance can be used. */
export function MobileFacts({ mobile }: { mobile: LineState }) {
  const { language, now } = useFrame();
  return (
    <>
      {mobileWords(language, mobile, businessDateOf(now)).map((words) => (
        <p>{words}</p>
      ))}
    </>
  );
}
