import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../adapters/kit/fault-script.ts';
import { somebody } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture } from './api-fixture.ts';
import { freshAccount } from './counter.ts';

let api: ApiFixture;
let seen: string[] = [];
beforeAll(async () => {
  api = await apiFixture({ seen: (event) => seen.push(event) });
});
afterAll(() => api.close());

/** A provider that takes its time: whatever may be done meanwhile, is done meanwhile. */
const slow: FaultRule = { fault: 'slow', operations: ['debt'], ms: 100 };
beforeEach(() => {
  api.simulator.faults('gas').set([slow]);
  api.simulator.faults('water').set([slow]);
});

async function stepsOf(body: object): Promise<string[]> {
  seen = [];
  const answer = await api.post('/v1/debts', { as: api.counters.bank, body });
  expect(answer.body).toContain('"status":"quoted"');
  // What is read again, or written down, every half a second is on nobody's way.
  return seen.filter((event) => !['throttle_take_many', 'write_last_known'].includes(event));
}

/** What stands between two events is waited for. A machine that stands still for a second forgets: it is asked once more. */
async function stepsLike(
  body: () => object,
  expected: readonly string[],
  part: (steps: readonly string[]) => readonly string[] = (steps) => steps,
): Promise<readonly string[]> {
  let steps: readonly string[] = [];
  for (let tries = 0; tries < 20; tries += 1) {
    steps = part(await stepsOf(body()));
    if (JSON.stringify(steps) === JSON.stringify(expected)) break;
  }
  return steps;
}

const citizen = 'SELECT citizen.id, citizen.unique_code, citizen.assurance,';
const links = 'SELECT link.id, link.citizen_id, link.account_id,';
const history = 'SELECT w.provider_id AS "providerId",';

describe('a hub that is at work waits for its database', () => {
  test('once for the debt of an account: for the quote', async () => {
    const expected = ['provider asked', history, 'provider answered', 'insert_quotes'];
    const body = () => ({ provider: 'gas', account: freshAccount(api) });
    expect(await stepsLike(body, expected)).toEqual(expected);
  });

  test('and a first question takes everything along that those after it go by', async () => {
    const fresh = await apiFixture({ seen: (event) => seen.push(event) });
    seen = [];
    await fresh.post('/v1/debts', {
      as: fresh.counters.bank,
      body: { provider: 'gas', account: freshAccount(fresh) },
    });
    expect(seen).toEqual(
      expect.arrayContaining(['agent_callers', 'throttle_take', 'provider_by_code', 'insert_quotes']),
    );
    await fresh.close();
  });

  test('before the providers of a citizen are asked: for who it is and what is linked, and for nothing else', async () => {
    const accounts = ['gas', 'water'].map((provider) => ({ provider, account: freshAccount(api) }));
    const made = await api.post('/v1/citizens', { as: api.counters.bank, body: { ...somebody(), accounts } });
    const { uniqueCode } = made.json<{ uniqueCode: string }>();
    const before = (steps: readonly string[]) => steps.slice(0, steps.indexOf('provider asked'));
    const expected = [citizen, 'INSERT INTO audit_event (id,', citizen, links];
    expect(await stepsLike(() => ({ uniqueCode }), expected, before)).toEqual(expected);
  });
});
