import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import type { Collector } from '../payments/api.ts';
import type { PaymentView } from '../payments/model.ts';
import * as cashStore from './cash-store.ts';
import type { NetworkDeps } from './service.ts';

/** "This money is meant for another quote." */
export interface RedirectWish {
  readonly paymentId: string;
  readonly quoteId: string;
  /** The agent's key of the payment to be. */
  readonly key: string;
}

/** `pending`: the first payment waits for its provider's answer. */
export type Redirected = { readonly state: 'pending' } | { readonly state: 'paid'; readonly basket: AcceptedBasket };

/**
 * Reverses a payment and pays a quote with its amount. The notes stay where they are: at the device that took them, and of the time
 * when it took them, whoever asks and however often money is redirected.
 * Refuses: not_found (payment), not_reversible, and what a basket is refused with.
 */
export async function redirect(
  deps: NetworkDeps,
  by: Collector & { readonly tellerId: string },
  { paymentId, quoteId, key }: RedirectWish,
): Promise<Result<Redirected, Refusal>> {
  const found = await deps.payments.getForAgent(by.agentId, paymentId);
  if (!found.ok) return found;
  const first = found.value;
  const device = deviceOf(first);
  if (device) await keepNotes(deps, first, { tellerId: device.tellerId, key });
  const asker = { agentId: by.agentId, requestedBy: `teller:${by.tellerId}` };
  const reversed = await deps.payments.reverse(asker, paymentId, 'another service');
  if (!reversed.ok && reversed.error.code !== 'already_reversed') return err(refusal(reversed.error.code));
  if (reversed.ok && reversed.value.state === 'pending') return ok({ state: 'pending' });
  // Nobody puts money in a second time, so nobody needs to be asked whether it is meant.
  const line = { quoteId, amount: first.amount, confirmed: ['possible_duplicate'] } as const;
  const wanted = { key, currency: first.currency, lines: [line], paymentCode: null };
  const accepted = await deps.payments.accept(device ?? by, wanted);
  return accepted.ok ? ok({ state: 'paid', basket: accepted.value.basket }) : accepted;
}

/** Who took the notes; null where no kiosk did. */
function deviceOf({ channel, agentId, outletId, tellerId }: PaymentView) {
  return channel === 'kiosk' && tellerId !== null ? { agentId, outletId, tellerId, channel } : null;
}

/** Written before the new payment is asked for, under its key: none is made whose notes nobody knows. */
async function keepNotes(
  deps: NetworkDeps,
  first: PaymentView,
  of: { readonly tellerId: string; readonly key: string },
) {
  const { sql } = deps.db;
  const notesAt = (await cashStore.selectNotesAt(sql, first)) ?? first.acceptedAt;
  await cashStore.insertRedirect(sql, { agentId: first.agentId, ...of, notesAt });
}
