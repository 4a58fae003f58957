import type { Currency } from '../../kernel/money.ts';
import type { FeePreview } from '../../payments/api.ts';
import { currencySign } from '../../platform/messages/format-amount.ts';
import { AmountLimits, BillChoice, OfferedSum } from '../components/bill-choice.tsx';
import { LineHead, lineElementId } from '../components/account-line.tsx';
import { ButtonLink, CsrfField, ErrorSummary, SubmitButton } from '../components/form.tsx';
import { Layout } from '../components/layout.tsx';
import { Empty, Figure, Money } from '../components/parts.tsx';
import { byCurrency, owedAmount } from '../debts/account-line.ts';
import { fieldId, type FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { isPayable, type PayLine, ruleWords } from '../paying/pay-line.ts';
import { BackTo } from './accounts.tsx';

/** What the chosen lines of one currency come to. */
export interface Basket {
  readonly currency: Currency;
  readonly count: number;
  readonly sum: FeePreview & { readonly amount: bigint };
  /** Chosen lines whose amount cannot be read or taken. */
  readonly wrong: number;
}

interface PayPageProps {
  readonly lines: readonly PayLine[];
  readonly baskets: readonly Basket[];
  readonly problems: FormProblems;
  /** The currency whose form was sent, for the problems. */
  readonly sent: Currency | null;
  /** Where the missing lines come from; null when all are there. */
  readonly stream: string | null;
  /** The same page, complete, for browsers without script. */
  readonly complete: string;
}

/** Which accounts, how much, and then a code that any counter takes. A basket has one currency, so each has its form. */
export function PayPage({ lines, baskets, problems, sent, stream, complete }: PayPageProps) {
  const { t } = useFrame();
  const blocks = byCurrency(lines.map((payLine) => ({ ...payLine, currency: payLine.line.currency })));
  return (
    <Layout title={t('pay.title')} section="debts" live failed={problems.fields.length > 0 || problems.whole !== null}>
      <BackTo href="/home" />
      <h1>{t('pay.title')}</h1>
      <p class="lead">{t('pay.lead')}</p>
      <ErrorSummary problems={problems} />
      {stream !== null && (
        <noscript>
          <meta http-equiv="refresh" content={`0; url=${complete}`} />
          <p class="card pad">
            <a href={complete}>{t('home.noScript')}</a>
          </p>
        </noscript>
      )}
      {lines.length === 0 && (
        <Empty title={t('pay.nothing')} text={t('account.none.text')}>
          <ButtonLink href="/accounts/add">{t('action.link')}</ButtonLink>
        </Empty>
      )}
      <div id="pay-lines" hx-get={stream ?? undefined} hx-trigger="load" hx-swap="none">
        {blocks.map((block) => (
          <PayForm
            currency={block.currency}
            lines={block.lines}
            basket={baskets.find((basket) => basket.currency === block.currency)}
            problems={sent === block.currency ? problems : undefined}
          />
        ))}
      </div>
    </Layout>
  );
}

interface PayFormProps {
  readonly currency: Currency;
  readonly lines: readonly PayLine[];
  readonly basket: Basket | undefined;
  readonly problems: FormProblems | undefined;
}

function PayForm({ currency, lines, basket, problems }: PayFormProps) {
  const { t } = useFrame();
  return (
    <form
      class="card pay-form"
      method="post"
      action="/pay"
      novalidate
      data-once="page"
      hx-post="/pay/total"
      hx-trigger="change, recount from:#pay-lines delay:300ms"
      hx-target={`#total-${currency}`}
      hx-swap="outerHTML"
      hx-sync="this:replace"
    >
      <CsrfField />
      <input type="hidden" name="currency" value={currency} />
      <div class="card-head">
        <h2>
          {t('home.accounts')}
          <span class="unit">, {currencySign(currency)}</span>
        </h2>
      </div>
      <ul class="rows">
        {lines.map((payLine) => (
          <PayRow payLine={payLine} problems={problems} />
        ))}
      </ul>
      {basket && <BasketTotal basket={basket} />}
      <div class="pad actions">
        <SubmitButton>{t('action.paymentCode')}</SubmitButton>
        <noscript>
          <button type="submit" class="button quiet" name="recalculate" value="yes">
            {t('pay.recalculate')}
          </button>
        </noscript>
      </div>
    </form>
  );
}

interface PayRowProps {
  readonly payLine: PayLine;
  readonly problems?: FormProblems | undefined;
  readonly fresh?: boolean;
}

export function PayRow({ payLine, problems, fresh = false }: PayRowProps) {
  const { t } = useFrame();
  const { line, chosen } = payLine;
  const payable = isPayable(line);
  const name = `${line.providerName} ${line.label ?? line.accountMasked}`;
  return (
    <li id={lineElementId(line.linkId)} class="row pay-row" hx-swap-oob={fresh ? 'true' : undefined}>
      <div class="pick">
        {payable && (
          <input
            type="checkbox"
            id={`pay-${line.linkId}`}
            name="pay"
            value={line.linkId}
            checked={chosen}
            aria-label={t('pay.choose', { account: name })}
          />
        )}
      </div>
      <LineHead
        line={line}
        aside={payable ? <AmountBox payLine={payLine} problems={problems} /> : <Owed payLine={payLine} />}
      >
        {payable && <BillChoice payLine={payLine} of={line.linkId} />}
        {payable && <RuleOf payLine={payLine} />}
        {payable && <AmountLimits payLine={payLine} />}
        <AmountProblem payLine={payLine} problems={problems} />
      </LineHead>
    </li>
  );
}

function amountName(payLine: PayLine): string {
  return `amount-${payLine.line.linkId}`;
}

interface AmountBoxProps {
  readonly payLine: PayLine;
  readonly problems: FormProblems | undefined;
  /** True for one that takes the place of another: other bills are chosen. */
  readonly fresh?: boolean;
}

export function AmountBox({ payLine, problems, fresh = false }: AmountBoxProps) {
  const { t } = useFrame();
  const { line, amount } = payLine;
  const name = amountName(payLine);
  const problem = problems?.of(name);
  const fixed = line.debt.kind === 'told' && line.debt.quote.rule.exactness === 'exact';
  return (
    <span id={`box-${name}`} class="amount-box" hx-swap-oob={fresh ? 'true' : undefined}>
      <input
        class="amount"
        id={fieldId(name)}
        name={name}
        value={amount}
        inputmode="decimal"
        autocomplete="off"
        maxlength={20}
        readonly={fixed}
        aria-label={t('pay.amount.of', { account: `${line.providerName} ${line.label ?? line.accountMasked}` })}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${fieldId(name)}-problem` : undefined}
      />
      {line.debt.kind === 'told' && <input type="hidden" name={`quote-${line.linkId}`} value={line.debt.quote.id} />}
      <OfferedSum payLine={payLine} of={line.linkId} />
    </span>
  );
}

function AmountProblem({ payLine, problems }: { payLine: PayLine; problems: FormProblems | undefined }) {
  const name = amountName(payLine);
  const problem = problems?.of(name);
  if (!problem) return null;
  return (
    <p class="problem" id={`${fieldId(name)}-problem`}>
      {problem.text}
    </p>
  );
}

function Owed({ payLine: { line } }: { payLine: PayLine }) {
  if (line.debt.kind === 'asking') return <span class="placeholder" aria-hidden="true" />;
  const owed = owedAmount(line);
  return owed === null ? null : <Figure amount={owed} currency={line.currency} class="nothing" />;
}

function RuleOf({ payLine: { line } }: { payLine: PayLine }) {
  const { t, language } = useFrame();
  if (line.debt.kind === 'silent') return <p class="quiet-text">{t('pay.old')}</p>;
  if (line.debt.kind !== 'told') return null;
  // Limits matter to whoever has to think of an amount; what is owed is within them.
  const { exactness } = line.debt.quote.rule;
  if ((exactness === 'any' || exactness === 'range') && (owedAmount(line) ?? 0n) > 0n) return null;
  const words = ruleWords(language, line.debt.quote.rule, line.currency);
  return words === null ? null : <p class="quiet-text">{words}</p>;
}

/** The sum, with the fee before any money changes hands. */
export function BasketTotal({ basket }: { basket: Basket }) {
  const { t } = useFrame();
  const { currency, count, sum, wrong } = basket;
  const fee = sum.fee + sum.vat;
  return (
    <div class="total" id={`total-${currency}`} role="status">
      <dl>
        <div>
          <dt>{t('pay.chosen', { count })}</dt>
          <dd>
            <Figure amount={sum.amount} currency={currency} />
          </dd>
        </div>
        <div>
          <dt>{t('field.fee')}</dt>
          <dd>
            <Figure amount={fee} currency={currency} />
          </dd>
        </div>
        <div class="grand">
          <dt>{t('field.total')}</dt>
          <dd>
            <Money amount={sum.total} currency={currency} />
          </dd>
        </div>
      </dl>
      {wrong > 0 && <p class="problem">{t('form.errors.title', { count: wrong })}</p>}
      <p class="quiet-text">{t('pay.fee.note')}</p>
    </div>
  );
}
