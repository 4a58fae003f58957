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
