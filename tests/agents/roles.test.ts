import { describe, expect, test } from 'vitest';
import type { Counter, Manager } from '../../src/agents/api.ts';
import type { Outlet, Role, Teller } from '../../src/agents/model.ts';
import { mayLeaveDifference, mayManage, mayReverse, maySeePayment } from '../../src/agents/roles.ts';
import { minor } from '../../src/kernel/money.ts';

const outlet: Outlet = {
  ...{ id: 'o-1', agentId: 'a', code: 'baku-1', name: 'Mərkəz', address: 'Bakı', state: 'active' },
  ...{ paymentLimit: null, dailyLimit: null, reversalLimit: minor(50_000n), differenceLimit: minor(500n) },
};

function person(role: Role, id = role as string, outletId = 'o-1'): Teller {
  const limits = { paymentLimit: null, dailyLimit: null };
  return { id, agentId: 'a', outletId, code: id, name: id, role, state: 'active', ...limits };
}

function at(role: Role, changes: Partial<Outlet> = {}): Counter {
  return { agent: { id: 'a' } as Counter['agent'], outlet: { ...outlet, ...changes }, teller: person(role) };
}

const codeOf = (said: { ok: boolean; error?: { code: string; details?: Readonly<Record<string, string>> } }) =>
  said.ok ? 'yes' : [said.error?.code, said.error?.details?.['why']].filter(Boolean).join(' ');

describe('a reversal', () => {
  const own = { tellerId: 'teller', charged: 50_000n };
  const others = { tellerId: 'somebody', charged: 1n };

  test.each([
    ['a teller: the own, up to the limit', at('teller'), own, 'yes'],
    [
      'a teller: the own, above the limit',
      at('teller'),
      { ...own, charged: 50_001n },
      'supervisor_required reversal_limit',
    ],
    [
      'a teller: any own without a limit',
      at('teller', { reversalLimit: null }),
      { ...own, charged: 10n ** 12n },
      'yes',
    ],
    [
      'a teller: none under a limit of nought',
      at('teller', { reversalLimit: minor(0n) }),
      own,
      'supervisor_required reversal_limit',
    ],
    ['a teller: of a colleague', at('teller'), others, 'supervisor_required other_teller'],
    [
      'a teller: of nobody’s counter',
      at('teller'),
      { tellerId: null, charged: 1n },
      'supervisor_required other_teller',
    ],
    ['a supervisor: of anybody, of any amount', at('supervisor'), { ...others, charged: 10n ** 12n }, 'yes'],
    ['a device: not even its own', at('device'), { tellerId: 'device', charged: 1n }, 'device_not_allowed'],
  ])('%s', (...[, counter, payment, said]) => {
    expect(codeOf(mayReverse(counter, payment))).toBe(said);
  });
});

describe('a drawer that differs', () => {
  test.each([
    ['teller', [500n, -500n], 'yes'],
    ['teller', [-501n], 'supervisor_required difference_limit'],
    ['teller', [0n, 501n], 'supervisor_required difference_limit'],
    ['supervisor', [-99_999n], 'yes'],
  ] as const)('case %#: is closed by a %s', (role, differences, said) => {
    expect(codeOf(mayLeaveDifference(at(role), differences))).toBe(said);
  });

  test('is closed by anybody where the outlet has no limit for it', () => {
    expect(codeOf(mayLeaveDifference(at('teller', { differenceLimit: null }), [-99_999n]))).toBe('yes');
  });
});

describe('tellers and devices are managed', () => {
  const hub: Manager = { kind: 'hub', actor: { kind: 'operator', id: 'x' } };
  const supervisor: Manager = { kind: 'supervisor', counter: at('supervisor') };

  test('by the hub’s people, whoever they are', () => {
    expect(codeOf(mayManage(hub, person('supervisor'), { role: 'device' }))).toBe('yes');
  });

  test.each([
    ['a teller of the outlet', person('teller'), { state: 'suspended' as const }, 'yes'],
    ['a device of the outlet, made a teller', person('device'), { role: 'teller' as const }, 'yes'],
    ['a teller of another outlet, who does not exist', person('teller', 't', 'o-2'), {}, 'not_found'],
    ['a supervisor', person('supervisor', 's'), { state: 'suspended' as const }, 'forbidden'],
    ['a teller made a supervisor', person('teller'), { role: 'supervisor' as const }, 'forbidden'],
  ])('by a supervisor: %s', (...[, whom, changes, said]) => {
    expect(codeOf(mayManage(supervisor, whom, changes))).toBe(said);
  });

  test('by no teller', () => {
    const teller: Manager = { kind: 'supervisor', counter: at('teller') };
    expect(codeOf(mayManage(teller, person('device'), {}))).toBe('supervisor_required');
  });
});

test('a device knows what it took itself; people, and the agent as a whole, what the agent took', () => {
  expect(maySeePayment(person('device', 'd'), { tellerId: 'd' })).toBe(true);
  expect(maySeePayment(person('device', 'd'), { tellerId: 'e' })).toBe(false);
  expect(maySeePayment(person('teller'), { tellerId: 'e' })).toBe(true);
  expect(maySeePayment(null, { tellerId: 'e' })).toBe(true);
});
