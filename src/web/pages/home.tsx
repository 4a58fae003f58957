import type { Profile } from '../../citizens/model.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import { currencySign, formatMoney } from '../../platform/messages/format-amount.ts';
import { formatUniqueCode } from '../../platform/messages/format-code.ts';
import type { ReceiptView } from '../../receipts/api.ts';
import { HomeLine } from '../components/account-line.tsx';
import { ButtonLink, SubmitButton } from '../components/form.tsx';
import { Layout } from '../components/layout.tsx';
import { Legs } from '../components/legs.tsx';
import { Empty, Money, Notice } from '../components/parts.tsx';
import { type AccountLine, byCurrency, type Overview, sumUp } from '../debts/account-line.ts';
import { overviewWords } from '../debts/line-words.ts';
import { useFrame } from '../frame.tsx';

interface HomePageProps {
  readonly profile: Profile;
  readonly lines: readonly AccountLine[];
  readonly lastPayment: ReceiptView | null;
  /** What the person just did, said once. */
  readonly done: string | null;
}

/** What I owe, one number; then each account as its provider answers. */
export function HomePage({ profile, lines, lastPayment, done }: HomePageProps) {
  const { t, now } = useFrame();
  const asking = lines.some((line) => line.debt.kind === 'asking');
  return (
    <Layout title={t('layout.nav.debts')} section="debts" live={asking} width="wide">
      {done !== null && (
        <Notice sign="done" answer>
          {done}
        </Notice>
      )}
      <div class="columns">
        <div class="column">
          <Summary profile={profile} overview={sumUp(lines, businessDateOf(now))} />
          {asking && <Unscripted />}
          {lastPayment && <LastPayment receipt={lastPayment} />}
        </div>
        <div class="column">
          {lines.length === 0 ? (
            <Empty title={t('account.none')} text={t('account.none.text')}>
              <ButtonLink href="/accounts/add">{t('action.link')}</ButtonLink>
            </Empty>
          ) : (
            <Lines lines={lines} asking={asking} />
          )}
        </div>
      </div>
    </Layout>
  );
}

/** Without a script the lines cannot fill in by themselves: the page is asked for again, and comes complete. */
function Unscripted() {
  const { t } = useFrame();
  return (
    <noscript>
      <meta http-equiv="refresh" content="0; url=/home?complete=yes" />
      <p class="card pad">
        <a href="/home?complete=yes">{t('home.noScript')}</a>
      </p>
    </noscript>
  );
}

function Summary({ profile, overview }: { profile: Profile; overview: Overview }) {
  const { t } = useFrame();
  const [firstName = ''] = profile.fullName.split(' ');
  return (
    <section class="card pad owed-card">
      <p class="greeting">
        {t('cabinet.greeting', { name: firstName })}
        {' · '}
        <span class="keep">{t('home.code', { code: formatUniqueCode(profile.uniqueCode) })}</span>
      </p>
      <OwedTotal overview={overview} />
      {overview.accounts > 0 && (
        <form id="choose-what-to-pay" class="actions" method="get" action="/pay">
          <PayAll overview={overview} />
          <SubmitButton kind="quiet" name="choose" value="some">
            {t('action.payChosen')}
          </SubmitButton>
        </form>
      )}
      <p class="unseen" role="status" id="owed-said" />
    </section>
  );
}

/** Pays all that is owed; not there where nothing is, so that no button contradicts the number above it. */
export function PayAll({ overview, fresh = false }: { overview: Overview; fresh?: boolean }) {
  const { t } = useFrame();
  const isOwed = overview.asking > 0 || overview.sums.some((sum) => sum.amount > 0n);
  return (
    <span id="pay-all" hidden={!isOwed} class="in-place" hx-swap-oob={fresh ? 'true' : undefined}>
      {isOwed && (
        <SubmitButton name="choose" value="all">
          {t('action.payAll')}
        </SubmitButton>
      )}
    </span>
  );
}

/** The one number, and how far it can be trusted. */
export function OwedTotal({ overview, fresh = false }: { overview: Overview; fresh?: boolean }) {
  const { t, language, now } = useFrame();
  const owed = overview.sums.filter((sum) => sum.amount > 0n);
  const done = overview.accounts - overview.asking;
  const nothing = owed.length === 0 && overview.asking === 0;
  return (
    <div id="owed-total" hx-swap-oob={fresh ? 'true' : undefined}>
      <h1 class="owed-title">{overview.accounts > 0 ? t('field.toPay') : t('home.start')}</h1>
      {nothing && overview.accounts > 0 && overview.uncounted === 0 && <p class="big calm">{t('home.nothing')}</p>}
      {owed.length === 0 && overview.asking > 0 && <p class="placeholder big" aria-hidden="true" />}
      {owed.map((sum, index) => (
        <p class={index === 0 ? 'big' : 'big second'}>
          <Money amount={sum.amount} currency={sum.currency} />
        </p>
      ))}
      {overview.accounts > 0 && <p class="overview">{overviewWords(language, overview, businessDateOf(now))}</p>}
      {overview.asking > 0 && (
        <>
          <p class="overview">{t('home.answered', { done, all: overview.accounts })}</p>
          <progress max={overview.accounts} value={done} aria-label={t('debt.asking')} />
        </>
      )}
      {overview.counted > 0 && <p class="overview">{t('home.withOld', { count: overview.counted })}</p>}
      {overview.uncounted > 0 && <p class="overview">{t('home.withoutSilent', { count: overview.uncounted })}</p>}
    </div>
  );
}

/** Read aloud once, when all have answered: not at every line. */
export function OwedSaid({ overview }: { overview: Overview }) {
  const { t, language } = useFrame();
  const owed = overview.sums.filter((sum) => sum.amount > 0n);
  const amounts = owed.map((sum) => formatMoney(language, sum.amount, sum.currency)).join(' + ');
  const total = owed.length === 0 ? t('home.nothing') : `${t('field.toPay')}: ${amounts}`;
  return <p hx-swap-oob="innerHTML:#owed-said">{t('home.ready', { total })}</p>;
}

/** A block for each currency, which stands once in its heading and not at every amount. */
function Lines({ lines, asking }: { lines: readonly AccountLine[]; asking: boolean }) {
  const { t } = useFrame();
  return (
    <div class="column" hx-get={asking ? '/home/lines' : undefined} hx-trigger="load" hx-swap="none">
      {byCurrency(lines).map(({ currency, lines: block }, index) => (
        <section class="card">
          <div class="card-head">
            <h2>
              {t('home.accounts')}
              <span class="unit">, {currencySign(currency)}</span>
            </h2>
            {index === 0 && <a href="/home">{t('home.again')}</a>}
          </div>
          <ul class="rows">
            {block.map((line) => (
              <HomeLine line={line} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function LastPayment({ receipt }: { receipt: ReceiptView }) {
  const { t } = useFrame();
  const { payment } = receipt;
  return (
    <section class="card pad">
      <div class="card-title">
        <h2>{t('cabinet.lastPayment')}</h2>
        <Money amount={payment.amount} currency={payment.currency} class="strong" />
      </div>
      <p class="quiet-text">{receipt.providerName}</p>
      <Legs receipt={receipt} />
      <p class="links">
        <a href={`/history/${payment.id}`}>{t('history.open')}</a>
        <a href="/history">{t('home.history')}</a>
      </p>
    </section>
  );
}
