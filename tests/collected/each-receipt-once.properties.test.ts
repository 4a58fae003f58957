import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CollectedLine, LineState, NewLine } from '../../src/collected/model.ts';
import { minor } from '../../src/kernel/money.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type ApiFixture, apiFixture } from '../http/api-fixture.ts';
import { newKey } from '../http/counter.ts';
import { accountNumber } from '../http/providers.ts';

let api: ApiFixture;
let last = 0;
beforeAll(async () => {
  api = await apiFixture();
  const float = [{ currency: 'AZN' as const, amount: minor(10_000_000n), denominations: null }];
  valueOf(await api.hub.drawers.open({ by: keeper(), key: newKey() }, float));
});
afterAll(() => api.close());

/** Many days of an office on a busy machine; nothing here is about how long. */
const timeout = 240_000;

const office = () => ({ agentId: api.counters.bank.agent.id, outletCode: api.counters.bank.outlet.code });
const keeper = () => {
  const { agent, outlet, teller } = api.counters.bank;
  return { agentId: agent.id, outletId: outlet.id, tellerId: teller.id };
};

/** A provisional receipt: for whom, how much, how often it is sent, and what is done where no provider takes the money. */
const receipt = fc.record({
  target: fc.constantFrom('right', 'right', 'no such company', 'no such account'),
  amount: fc.integer({ min: 100, max: 5_000 }),
  sent: fc.constantFrom(1, 1, 2, 3),
  decision: fc.constantFrom('held', 'paid out', 'assigned'),
});
type Receipt = typeof receipt extends fc.Arbitrary<infer R> ? R : never;

function lineOf({ target, amount }: Receipt, number: number): NewLine {
  return {
    number,
    providerCode: target === 'no such company' ? 'nobody' : 'gas',
    account: target === 'no such account' ? '99999999' : accountNumber(1 + (number % 150)),
    currency: 'AZN',
    amount: minor(BigInt(amount)),
    channel: 'counter',
    collectedAt: new Date('2026-11-18T09:30:00Z'),
  };
}

async function workOff(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await api.hub.collected.workOff();
    for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
  }
  await api.hub.collected.workOff();
}

/** What the bank has and what lies in suspense, minor units, by the books. */
async function balances() {
  const rows = await api.database.owner.sql.rows<{ kind: string; balance: string }>(
    `SELECT a.kind, sum(p.amount)::text AS balance FROM ledger_account a JOIN posting p ON p.account_id = a.id
      WHERE a.currency = 'AZN' AND (a.kind = 'undeliverable_suspense' OR (a.kind = 'agent_position' AND a.owner_id = $1))
      GROUP BY a.kind`,
    [office().agentId],
  );
  const of = (kind: string) => BigInt(rows.find((row) => row.kind === kind)?.balance ?? '0');
  return { position: of('agent_position'), suspense: of('undeliverable_suspense') };
}

async function readAll(after: number): Promise<readonly CollectedLine[]> {
  return valueOf(await api.hub.collected.list(office(), { limit: 100, after })).items;
}

async function decide(line: CollectedLine, { decision }: Receipt): Promise<void> {
  const request = { by: keeper(), key: newKey() };
  if (decision === 'paid out') valueOf(await api.hub.collected.payOut(request, office(), line.number));
  const right = { providerCode: 'gas', account: accountNumber(1 + (line.number % 150)) };
  if (decision === 'assigned') valueOf(await api.hub.collected.assign(line.id, right, 'operator'));
}

const endOf = ({ target, decision }: Receipt): LineState => {
  if (target === 'right' || decision === 'assigned') return 'confirmed';
  return decision === 'paid out' ? 'paid_out' : 'suspense';
};
const sumOf = (receipts: readonly Receipt[], of: (one: Receipt) => boolean) =>
  receipts.filter(of).reduce((sum, { amount }) => sum + BigInt(amount), 0n);

test(
  'every provisional receipt counts once, and its money is a payment, is held, or is back with the payer',
  { timeout },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(receipt, { minLength: 1, maxLength: 12 }), async (receipts) => {
        const first = last;
        last += receipts.length;
        const before = await balances();
        const lines = receipts.map((one, index) => lineOf(one, first + index + 1));
        for (let sending = 3; sending >= 1; sending -= 1) {
          const batch = lines.filter((_, index) => (receipts[index]?.sent ?? 0) >= sending);
          if (batch.length > 0) valueOf(await api.hub.collected.receive(office(), batch));
        }
        await workOff();
        const open = (await readAll(first)).filter(({ state }) => state === 'suspense');
        expect(open.map(({ number }) => receipts[number - first - 1]?.target)).not.toContain('right');
        for (const line of open) await decide(line, receipts[line.number - first - 1] as Receipt);
        await workOff();
        const read = await readAll(first);
        expect(read.map(({ number, amount, state }) => ({ number, amount, state }))).toEqual(
          lines.map(({ number, amount }, index) => ({ number, amount, state: endOf(receipts[index] as Receipt) })),
        );
        const after = await balances();
        const paidOut = sumOf(receipts, (one) => endOf(one) === 'paid_out');
        const held = sumOf(receipts, (one) => endOf(one) === 'suspense');
        expect(before.position - after.position).toBe(sumOf(receipts, () => true) - paidOut);
        expect(after.suspense - before.suspense).toBe(held);
      }),
      { numRuns: 6 },
    );
    const { findings } = await verifyBooks({ db: api.database.db, clock: api.clock });
    expect(findings).toEqual([]);
  },
);
