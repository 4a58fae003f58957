import { keepMoney } from '../holds/held-payment.ts';
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
  const keeping = await keepMoney(deps, {
    key: attemptKey(of),
    from: { kind: 'agent_position', ownerId: agentId, currency },
    to: { kind: 'in_transit', ownerId: providerId, currency },
    ...{ amount: total, validMs: expiresAfterMs },
  });
  return keeping === 'kept' || keeping === 'ended';
}

export function collectorOf({ agentId, outletId, tellerId }: Door) {
  return { agentId, outletId, tellerId, channel: 'kiosk' } as const;
}
