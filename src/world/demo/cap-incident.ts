import { assert } from '../../kernel/assert.ts';
import { add, minor, type Minor } from '../../kernel/money.ts';
import { deposit } from '../seed-parties.ts';
import { expected } from '../hub.ts';
import type { DemoHub } from './demo-hub.ts';
import { askDebts, pay, type DemoPayment, type PayableLine, type Visit } from './visit.ts';

export interface CapIncident {
  readonly isMet: boolean;
  readonly accepted: readonly DemoPayment[];
  readonly debtQueries: number;
}

/**
 * The cap of an agent is lowered to a qəpik less than what a payer brings: the hub refuses, the agent pays in, and the same
 * basket under a new key is accepted. Not met, with nothing accepted, where the agent has paid in beforehand, the payer has
 * nothing to pay in AZN, or somebody has paid the same a moment ago.
 */
export async function meetTheCap(hub: DemoHub, visit: Visit): Promise<CapIncident> {
  const { collector, key } = visit;
  const { agentId } = collector;
  const position = (await hub.listPositions(agentId)).find((candidate) => candidate.currency === 'AZN');
  const balance = position ? minor(position.available - position.cap) : null;
  // What an agent has paid in beforehand it may spend, whatever its cap.
  if (!position || balance === null || balance > 0n) return { isMet: false, accepted: [], debtQueries: 0 };
  const { lines: asked, debtQueries } = await askDebts(hub, visit);
  const lines = asked.filter((line) => line.quote.currency === 'AZN');
  if (lines.length === 0) return { isMet: false, accepted: [], debtQueries };
  const charged = await chargedFor(hub, visit, lines);
  const floor = balance - charged + 1n;
  await hub.lane.setFloor({ agentId, currency: 'AZN', floor });
  const basket = { currency: 'AZN', lines } as const;
  const refused = await pay(hub, visit, { ...basket, key: `${key}-over` });
  assert(!refused.ok, 'a payment over the cap is refused');
  const isMet = refused.error.code === 'insufficient_position';
  if (isMet) await deposit(hub, { key: `demo-deposit:${key}`, agentId, currency: 'AZN', amount: charged });
  const accepted = isMet
    ? expected('pay after a deposit', await pay(hub, visit, { ...basket, key: `${key}-again` }))
    : [];
  await hub.lane.setFloor({ agentId, currency: 'AZN', floor: -position.cap });
  return { isMet, accepted, debtQueries };
}

/** What the payer hands over: the bills and the fees. */
async function chargedFor(hub: DemoHub, visit: Visit, lines: readonly PayableLine[]): Promise<Minor> {
  const asked = lines.map(({ quote, amount }) => ({ providerId: quote.providerId, currency: quote.currency, amount }));
  const fees = await hub.payments.previewFees(visit.collector, asked);
  return add(...fees.map((fee) => fee.total));
}
