import type { ComponentChildren } from 'preact';
import type { Currency } from '../../kernel/money.ts';
import { currencySign, formatFigure, formatMoney } from '../../platform/messages/format-amount.ts';
import { useFrame } from '../frame.tsx';
import { type Sign, SignIcon } from './icons.tsx';

export type Tone = 'ok' | 'due' | 'late' | 'off';

/** A state in a word or two. The words say it; the colour only repeats it. */
export function Tag({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}

interface NoticeProps {
  readonly sign?: Sign;
  readonly title?: string;
  readonly children?: ComponentChildren;
  /** True for the answer to what the person just did: it is read out when the page opens. */
  readonly answer?: boolean;
}

/** What happened, what it means, what to do. */
export function Notice({ sign = 'info', title, children, answer = false }: NoticeProps) {
  return (
    <div class={`notice ${sign}`} role={answer ? 'status' : undefined}>
      <SignIcon sign={sign} />
      <div>
        {title !== undefined && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

interface AmountProps {
  readonly amount: bigint;
  readonly currency: Currency;
  readonly class?: string;
}

/** An amount in a column of figures. Its currency stands once above the column; only readers aloud hear it here. */
export function Figure({ amount, currency, ...rest }: AmountProps) {
  const { language } = useFrame();
  return (
    <span class={`figure ${rest.class ?? ''}`.trim()}>
      {formatFigure(language, amount, currency)}
      <span class="unseen">{`\u00a0${currencySign(currency)}`}</span>
    </span>
  );
}

/** An amount with its currency, for a sentence or a sum. */
export function Money({ amount, currency, ...rest }: AmountProps) {
  const { language } = useFrame();
  return <span class={`money ${rest.class ?? ''}`.trim()}>{formatMoney(language, amount, currency)}</span>;
}

/** An instant: the words for people, the exact time for machines. */
export function Time({ at, children }: { at: Date; children: ComponentChildren }) {
  return <time datetime={at.toISOString()}>{children}</time>;
}

/** Facts in two columns: what it is, and the value. */
export function Facts({ facts }: { facts: readonly { label: string; value: ComponentChildren }[] }) {
  return (
    <dl class="facts">
      {facts.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Nothing here yet, why, and the way on. */
export function Empty(props: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <div class="card empty">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
