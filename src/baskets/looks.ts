import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { type Currency, formatAmount } from '../kernel/money.ts';
import type { BasketRequest, Collector, PaymentService } from '../payments/api.ts';
import { questions } from '../payments/guards.ts';
import type { LineOutcome } from './api.ts';
import { type BasketDeps, findDecided, isQuestion, type Part, placed } from './parts.ts';

/** What is known of a line before anything is taken; `due` is what of the cash it needs, minor units. */
export type Look =
  | { readonly kind: 'decided'; readonly due: bigint; readonly outcome: LineOutcome }
  /** The payer has to be asked; the cash for it lies on the desk. */
  | { readonly kind: 'asked'; readonly due: bigint; readonly outcome: LineOutcome }
  /** The lane decides. */
  | { readonly kind: 'open'; readonly due: bigint }
  /** Not handed to the lane, which may think otherwise a moment later: no cash is counted for it. */
  | { readonly kind: 'refused'; readonly due: 0n; readonly why: Refusal };

interface Looked {
  readonly collector: Collector;
  readonly line: BasketRequest;
  readonly part: Part;
}

export async function lookAt(deps: BasketDeps, { collector, line, part }: Looked): Promise<Look> {
  const outcome = await findDecided(deps, part);
  if (outcome)
    return { kind: 'decided', outcome, due: outcome.status === 'accepted' ? BigInt(outcome.basket.total) : 0n };
  const rehearsed = await deps.payments.rehearse(collector, line);
  if (rehearsed.ok) return { kind: 'open', due: rehearsed.value.total };
  const why = rehearsed.error;
  if (!isQuestion(why.code)) return { kind: 'refused', due: 0n, why };
  const meant = await rehearseMeant(deps.payments, collector, line);
  if (!meant.ok) return { kind: 'refused', due: 0n, why: meant.error };
  return { kind: 'asked', due: meant.value.total, outcome: { status: 'asked', refusal: placed(part, why) } };
}

/** As if the payer had said yes to whatever there is to ask. */
function rehearseMeant(payments: Pick<PaymentService, 'rehearse'>, collector: Collector, request: BasketRequest) {
  const lines = request.lines.map((line) => ({ ...line, confirmed: questions }));
  return payments.rehearse(collector, { ...request, lines });
}

/** What the cash does not cover is refused, line by line; what was taken before comes first. */
export function cover(looks: readonly Look[], tendered: bigint, currency: Currency): Look[] {
  let left = looks.reduce((rest, look) => (look.kind === 'decided' ? rest - look.due : rest), tendered);
  return looks.map((look) => {
    if (look.kind === 'decided' || look.kind === 'refused') return look;
    if (look.due > left) return { kind: 'refused', due: 0n, why: cashShort(look.due, currency) };
    left -= look.due;
    return look;
  });
}

export function cashShort(due: bigint, currency: Currency): Refusal {
  return refusal('cash_short', { due: formatAmount(due, currency), currency });
}
