import { assert } from '../../kernel/assert.ts';
import type { Page } from '../../payments/api.ts';
import type { PaymentView } from '../../payments/model.ts';
import { isInTransit } from '../../payments/states.ts';
import { expected } from '../hub.ts';
import type { DemoHub } from './demo-hub.ts';

/** Simulated time between two looks of the worker while something is open. */
const pauseMs = 45_000;
/** More rounds than any series of inquiries needs. */
const mostRounds = 400;
const pageSize = 100;

/** Delivers what is due now, one provider after the other. */
export async function deliverDue(hub: DemoHub): Promise<void> {
  for (const providerId of (await hub.deliverer.listDue()).toSorted()) await hub.deliverer.run(providerId);
}

/** Lets time pass until every payment has its outcome. */
export async function deliverAll(hub: DemoHub, agentIds: readonly string[]): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    await deliverDue(hub);
    const open = (await listPayments(hub, agentIds)).filter(isOpen);
    if (open.length === 0) return;
    hub.clock.advanceMs(pauseMs);
  }
  assert(false, 'every payment of the demo has an outcome before the day ends');
}

function isOpen(payment: PaymentView): boolean {
  return isInTransit(payment.state) || (payment.state === 'confirmed' && payment.reversalRequested);
}

/** Every payment that these agents took, by receipt number. */
export async function listPayments(
  hub: Pick<DemoHub, 'payments'>,
  agentIds: readonly string[],
): Promise<PaymentView[]> {
  const all: PaymentView[] = [];
  for (const agentId of agentIds) {
    for (let after: string | null | undefined; after !== null;) {
      const request = { limit: pageSize, after: after ?? null };
      const page: Page<PaymentView> = expected('list payments', await hub.payments.listForAgent(agentId, request));
      all.push(...page.items);
      after = page.next;
    }
  }
  return all.toSorted((a, b) => (a.receiptNumber < b.receiptNumber ? -1 : 1));
}
