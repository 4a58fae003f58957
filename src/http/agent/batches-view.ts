import type { Static } from 'typebox';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import type { AcceptResult } from '../../payments/api.ts';
import type { Language } from '../../platform/messages/language.ts';
import { refusalOf } from '../failures.ts';
import { problemOf } from '../problem.ts';
import type { BatchAnswer } from './batches-schemas.ts';
import { showBasket } from './payments-view.ts';

type Shown = Static<typeof BatchAnswer>;
type Outcomes = readonly PromiseSettledResult<AcceptResult>[];

/** Every provider that was paid, once. */
export function providersOf(outcomes: Outcomes): string[] {
  const ids = new Set<string>();
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected' || !outcome.value.ok) continue;
    for (const payment of outcome.value.value.basket.payments) ids.add(payment.providerId);
  }
  return [...ids];
}

/** What became of each item of a batch, in order; `keys` has the key of each. */
export function showOutcomes(
  batch: { readonly keys: readonly string[]; readonly outcomes: Outcomes },
  codeOf: (providerId: string) => string,
  asked: { readonly language: Language; readonly requestId: string },
): Shown {
  const counts = { accepted: 0, refused: 0, unknown: 0 };
  const show = (refusal: Refusal) => {
    const { errors, ...problem } = problemOf(refusal, asked);
    return { ...problem, errors: [...errors] };
  };
  const items = batch.outcomes.map((outcome, index): Shown['items'][number] => {
    const key = batch.keys[index] ?? '';
    if (outcome.status === 'rejected') {
      counts.unknown += 1;
      return { key, status: 'unknown', problem: show(refusalOf(outcome.reason)) };
    }
    if (!outcome.value.ok) {
      counts.refused += 1;
      return { key, status: 'refused', problem: show(inItem(outcome.value.error, index)) };
    }
    counts.accepted += 1;
    const { basket, replayed } = outcome.value.value;
    return { key, status: 'accepted', replayed, basket: showBasket(basket, codeOf) };
  });
  return { ...counts, items };
}

/** Pointers from the item become pointers from the body. */
function inItem(refusal: Refusal, index: number): Refusal {
  const fields = refusal.fields?.map((problem) => ({ ...problem, field: `/items/${index}${problem.field}` }));
  return { ...refusal, ...(fields ? { fields } : {}) };
}
