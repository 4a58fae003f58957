import { present } from '../kernel/assert.ts';
import { attemptKey, type Door, expiresAfterMs, type Transaction } from './model.ts';
import type { WalletDeps } from './service.ts';

type Held = Pick<Transaction, 'doorId' | 'txnId' | 'attempt' | 'amount'>;

/**
 * Keeps of the app's position what the payment will take, fee included, so that others do not spend it meanwhile. False where
 * it is not there.
 */
export async function holdFor(deps: WalletDeps, door: Door, of: Held): Promise<boolean> {
  const { agentId, provider } = door;
  const { currency, id: providerId } = provider;
  const line = { providerId, currency, amount: of.amount };
  const [fee] = await deps.payments.previewFees(collectorOf(door), [line]);
  const { total } = present(fee, 'the fee of a line');
  const outcome = await deps.holds.hold({
    key: attemptKey(of),
    from: { kind: 'agent_position', ownerId: agentId, currency },
    to: { kind: 'in_transit', ownerId: providerId, currency },
    ...{ amount: total, validMs: expiresAfterMs },
  });
  return outcome.kind === 'held' || outcome.kind === 'already';
}

/** Gives back what is held for an attempt; nothing where it was given back before. */
export async function letGo(deps: Pick<WalletDeps, 'holds'>, of: Omit<Held, 'amount'>): Promise<void> {
  const hold = await deps.holds.findByKey(attemptKey(of));
  if (hold && hold.end === null) await deps.holds.void(hold.id);
}

export function collectorOf({ agentId, outletId, tellerId }: Door) {
  return { agentId, outletId, tellerId, channel: 'kiosk' } as const;
}
