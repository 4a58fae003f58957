import { createHash } from 'node:crypto';
import { type Keeping, keepMoney } from '../holds/held-payment.ts';
import { present } from '../kernel/assert.ts';
import type { Preparation } from './model.ts';
import type { PreparationDeps } from './service.ts';

type Held = Pick<Preparation, 'collector' | 'key' | 'attempt' | 'currency' | 'total' | 'lines' | 'expiresAt'>;

/**
 * Key of the payment of one attempt, and of the money that is held for it. It follows from the agent's key alone, so that whoever
 * prepares again after a crash finds the hold of the first time.
 */
export function attemptKey({ collector, key, attempt }: Pick<Held, 'collector' | 'key' | 'attempt'>): string {
  const name = createHash('sha256')
    .update(JSON.stringify([collector.agentId, key]))
    .digest('hex');
  return `preparation:${name}:${attempt}`;
}

/** Keeps of the agent's position what the payment will take. Where it is paid to is decided by its lines; a hold names one of them. */
export function holdFor(deps: Pick<PreparationDeps, 'holds' | 'clock'>, of: Held): Promise<Keeping> {
  const { currency } = of;
  const { providerId } = present(of.lines[0], 'a line of a basket');
  return keepMoney(deps, {
    key: attemptKey(of),
    from: { kind: 'agent_position', ownerId: of.collector.agentId, currency },
    to: { kind: 'in_transit', ownerId: providerId, currency },
    ...{ amount: of.total, validMs: of.expiresAt.getTime() - deps.clock.now().getTime() },
  });
}
