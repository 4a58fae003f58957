import type { ComponentChildren } from 'preact';
import type { Counter } from '../../agents/api.ts';
import type { Customer } from '../../desks/model.ts';
import { formatUniqueCode, type UniqueCode } from '../../kernel/unique-code.ts';
import type { Provider } from '../../providers/model.ts';
import { CsrfField, ErrorSummary } from '../components/form.tsx';
import { Notice } from '../components/parts.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import type { DeskRow } from '../teller/lines.ts';
import { DeskLayout } from './teller-frame.tsx';
import { DeskRowItem } from './teller-row.tsx';

export interface DeskPageProps {
  readonly counter: Counter;
  readonly shift: string;
  readonly customer: Customer | null;
  readonly rows: readonly DeskRow[];
  readonly problems: FormProblems;
  /** What was just done, read out when the page opens. */
  readonly done?: string | null;
  /** What was just done and does not come out right. */
  readonly warning?: string | null;
  /** The search as it was typed, and among which providers to choose. */
  readonly search?: { readonly typed: string; readonly choose: readonly Provider[] };
  /** True where the right side is the payment: then lines and sum are one form. */
  readonly isPaying: boolean;
  /** True where something else than the payment stands on the right: Esc leads back from it. */
  readonly hasPanel: boolean;
  /** True where the cursor belongs into the search. */
  readonly searches: boolean;
  readonly children: ComponentChildren;
}

/** One page for everything: the search, the customer's lines, and on the right what comes next. */
export function DeskPage(props: DeskPageProps) {
  const { t } = useFrame();
  const { counter, shift, customer, problems, done = null, warning = null, isPaying, children } = props;
  const lines = <Lines {...props} />;
  return (
    <DeskLayout counter={counter} shift={shift} failed={problems.fields.length > 0 || problems.whole !== null}>
      <main id="main" class="desk" tabindex={-1} data-panel={props.hasPanel ? 'yes' : undefined}>
        <h1 class="unseen">{t('teller.title')}</h1>
        <noscript>
          <p>{t('teller.noScript')}</p>
        </noscript>
        <section class="card desk-top" aria-label={t('teller.customer')}>
          <Search {...props} />
          {customer && <CustomerHead customer={customer} />}
          {done !== null && (
            <Notice sign="done" answer>
              <p>{done}</p>
            </Notice>
          )}
          {warning !== null && (
            <Notice sign="problem" answer>
              <p>{warning}</p>
            </Notice>
          )}
          {!isPaying && <ErrorSummary problems={problems} />}
        </section>
        {isPaying ? <PayForm customer={customer}>{[lines, children]}</PayForm> : [lines, children]}
        <Keys />
      </main>
    </DeskLayout>
  );
}

function PayForm({ customer, children }: { customer: Customer | null; children: ComponentChildren }) {
  return (
    <form
      class="desk-form"
      method="post"
      action="/teller/pay"
      novalidate
      data-once="page"
      hx-post="/teller/total"
      hx-trigger="change, input from:#field-cash delay:100ms, recount from:#desk-lines delay:100ms"
      hx-target="#sum"
      hx-swap="outerHTML"
      hx-sync="this:replace"
    >
      <CsrfField />
      <input type="hidden" name="customer" value={customer?.id ?? ''} />
      {children}
    </form>
  );
}

function Search({ search, searches }: DeskPageProps) {
  const { t } = useFrame();
  const choose = search?.choose ?? [];
  return (
    <form id="search" class="desk-search" method="post" action="/teller/find" novalidate data-once="page">
      <CsrfField />
      <div class="field">
        <label for="field-q">{t('teller.search')}</label>
        <input
          id="field-q"
          name="q"
          type="text"
          value={search?.typed ?? ''}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxlength={200}
          autofocus={searches}
          readonly={choose.length > 0}
        />
        {choose.length > 0 && (
          <div role="group" aria-label={t('teller.search.choose')} class="actions">
            <p>{t('teller.search.choose')}</p>
            {choose.map((provider, index) => (
              <ProviderButton provider={provider} isFirst={index === 0} />
            ))}
          </div>
        )}
      </div>
      {choose.length === 0 && (
        <button type="submit" class="button quiet">
          {t('action.search')}
        </button>
      )}
    </form>
  );
}

function ProviderButton({ provider, isFirst }: { provider: Provider; isFirst: boolean }) {
  const { language } = useFrame();
  return (
    <button type="submit" class="button quiet" name="provider" value={provider.code} autofocus={isFirst}>
      {provider.name[language]}
    </button>
  );
}

/** Who stands here, in as few letters as a teller needs: the screen may be seen from the side. */
function CustomerHead({ customer }: { customer: Customer }) {
  const { t } = useFrame();
  const { fullName, uniqueCode, paymentCode } = customer;
  const account = customer.opened ? t('teller.receipt.found') : t('teller.customer.account');
  const title = paymentCode === null ? account : t('teller.customer.code', { code: paymentCode });
  return (
    <div class="desk-customer">
      <p class="line-name">{fullName ?? title}</p>
      {uniqueCode !== null && <p class="number">{formatUniqueCode(uniqueCode as UniqueCode)}</p>}
    </div>
  );
}

function Lines({ customer, rows: all, problems, isPaying }: DeskPageProps) {
  const { t } = useFrame();
  // Without the form around them lines are only looked at.
  const rows = isPaying ? all : all.map((row) => ({ ...row, canPay: false }));
  const asks = isPaying && rows.some((row) => row.line.debt.kind === 'asking' && !row.isPaid);
  return (
    <section class="card desk-lines" aria-labelledby="lines-title">
      <div class="card-head">
        <h2 id="lines-title">{t('teller.lines')}</h2>
      </div>
      {!customer && <p class="pad help">{t('teller.search.empty')}</p>}
      {customer && rows.length === 0 && !customer.opened && <p class="pad help">{t('teller.customer.none')}</p>}
      <div
        id="desk-lines"
        hx-get={asks ? '/teller/lines' : undefined}
        hx-trigger={asks ? 'load' : undefined}
        hx-swap={asks ? 'none' : undefined}
      >
        {rows.length > 0 && (
          <ul class="rows">
            {rows.map((row) => (
              <DeskRowItem row={row} problems={problems} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

const keys = [
  { key: 'F2', text: 'teller.keys.search' },
  { key: '↑ ↓', text: 'teller.keys.rows' },
  { key: 'Space', text: 'teller.keys.choose' },
  { key: 'F3', text: 'teller.keys.meter' },
  { key: 'F4', text: 'teller.keys.cash' },
  { key: 'F8', text: 'teller.keys.receipt' },
] as const;

/** What the keys do. Those that lead somewhere are links and buttons as well, so that no key is the only way. */
function Keys() {
  const { t } = useFrame();
  return (
    <ul class="desk-keys" aria-label={t('teller.keys')}>
      {keys.map(({ key, text }) => (
        <li>
          <kbd>{key}</kbd> {t(text)}
        </li>
      ))}
      <li>
        <a id="open-link" href="/teller?panel=link">
          <kbd>F6</kbd> {t('teller.keys.link')}
        </a>
      </li>
      <li>
        <a id="open-register" href="/teller?panel=register">
          <kbd>F7</kbd> {t('teller.keys.register')}
        </a>
      </li>
      <li>
        <a id="open-shift" href="/teller?panel=shift">
          <kbd>F9</kbd> {t('teller.keys.shift')}
        </a>
      </li>
      <li>
        <form method="post" action="/teller/next" data-once="page">
          <CsrfField />
          <button id="next-customer" type="submit">
            <kbd>Esc</kbd> {t('teller.keys.next')}
          </button>
        </form>
      </li>
    </ul>
  );
}
