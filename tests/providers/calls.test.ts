import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createProviderCalls } from '../../src/providers/calls.ts';
import type { Provider } from '../../src/providers/model.ts';
import { closedGate } from '../support/gate.ts';
import { answered, debtAnswer } from './fake-adapter.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What of a provider matters to whoever asks it. */
const provider = { id: 'p', code: 'p', version: 1, queryTimeoutMs: 20, maxConcurrency: 1 } as Provider;
const answer = answered(debtAnswer('1'));

describe('a question', () => {
  test('that waited for its place until the time was up is not put any more', async () => {
    const calls = createProviderCalls();
    const put: string[] = [];
    const { open, opened } = closedGate();
    const first = calls.ask(provider, async () => {
      put.push('first');
      await opened;
      return answer;
    });
    const second = calls.ask(provider, async () => {
      put.push('second');
      return answer;
    });
    expect([await first, await second]).toMatchObject([{ error: 'timeout' }, { error: 'timeout' }]);
    // The first comes to its end after all, and with that its place comes free.
    open();
    const third = await calls.ask(provider, async () => {
      put.push('third');
      return answer;
    });
    expect(third).toMatchObject({ ok: true });
    expect(put).toEqual(['first', 'third']);
  });

  test('waits for no other that tries whether the provider is back: it is told at once', async () => {
    const openMs = 50;
    const calls = createProviderCalls({ failuresToOpen: 1, openMs });
    const { open, opened } = closedGate();
    const wide = { ...provider, queryTimeoutMs: 60_000, maxConcurrency: 5 };
    const silent = { kind: 'unavailable', evidence: { reason: 'timeout', providerCode: null } } as const;
    expect(await calls.ask(wide, async () => silent)).toMatchObject({ ok: true, value: silent });
    await sleep(2 * openMs);
    const trial = calls.ask(wide, async () => {
      await opened;
      return answer;
    });
    const put: string[] = [];
    const meanwhile = await calls.ask(wide, async () => {
      put.push('meanwhile');
      return answer;
    });
    expect(meanwhile).toMatchObject({ ok: false, error: 'breaker_open' });
    open();
    expect(await trial).toMatchObject({ ok: true });
    expect(await calls.ask(wide, async () => answer)).toMatchObject({ ok: true });
    expect(put).toEqual([]);
  });

  test('makes no abort signal: Node keeps those, and all that they lead to, through every collection of young objects', async () => {
    let made = 0;
    const Original = AbortController;
    vi.stubGlobal(
      'AbortController',
      class extends Original {
        constructor() {
          super();
          made += 1;
        }
      },
    );
    const calls = createProviderCalls();
    expect(await calls.ask(provider, async () => answer)).toMatchObject({ ok: true });
    expect(made).toBe(0);
  });
});
