import {
  BrokenCircuitError,
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  isBulkheadRejectedError,
} from 'cockatiel';
import type { QueryOutcome } from '../kernel/adapter.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { ObservedCall } from '../availability/health.ts';
import { createRecent } from '../platform/recent.ts';
import type { Provider } from './model.ts';

/**
 * Why a question got no answer from its provider: nothing came in time; too many questions are under way (`busy`); it
 * failed so often that it is left alone for a while (`breaker_open`); or the adapter itself failed (`internal`).
 */
export type NoAnswer = 'timeout' | 'busy' | 'breaker_open' | 'internal';

/** Asks providers so that a slow or broken one costs nobody but those who ask it. */
export interface ProviderCalls {
  /** Answers within the provider's time-out and a margin, whatever the call does. Never throws. */
  ask<T>(provider: Provider, call: () => Promise<QueryOutcome<T>>): Promise<Result<QueryOutcome<T>, NoAnswer>>;
}

export interface ProviderCallsOptions {
  /** Failures in a row after which the provider is left alone. */
  readonly failuresToOpen?: number;
  /** How long it is left alone before one question tries it again. */
  readonly openMs?: number;
  /** Told how each call went, for the figures of the provider. */
  readonly onCall?: (call: ObservedCall) => void;
  /** Told of faults of an adapter: what was thrown is a bug, not an outcome. */
  readonly onFault?: (fault: { readonly providerCode: string; readonly error: unknown }) => void;
}

const defaultFailuresToOpen = 5;
const defaultOpenMs = 10_000;

/** Adapters keep the provider's time-out themselves and say more about it: the cut here comes a little later. */
const marginMs = 250;

/** Questions that may wait for each that is under way. */
const waitingPerCall = 10;

/** Providers whose failures are remembered at once; one that nobody asks any more is forgotten. */
const mostGuards = 1_000;

/** Asks within the bounds of a provider. */
type AskGuarded = <T>(call: () => Promise<T>) => Promise<T>;

interface Guard {
  readonly version: number;
  readonly ask: AskGuarded;
}

/** The time was up. */
class TimeUp extends Error {}

export function createProviderCalls(options: ProviderCallsOptions = {}): ProviderCalls {
  const guards = createRecent<string, Guard>(mostGuards);

  function guardOf(provider: Provider): AskGuarded {
    const known = guards.get(provider.id);
    if (known?.version === provider.version) return known.ask;
    const ask = makeGuard(provider, options);
    guards.set(provider.id, { version: provider.version, ask });
    return ask;
  }

  return {
    async ask(provider, call) {
      let startedAt: number | undefined;
      const timed = () => {
        startedAt = performance.now();
        return call();
      };
      try {
        const outcome = await guardOf(provider)(timed);
        options.onCall?.(observedCall(provider, startedAt, !isUnavailable(outcome)));
        return ok(outcome);
      } catch (error) {
        const reason = reasonOf(error);
        options.onCall?.(observedCall(provider, startedAt, false));
        if (reason === 'internal') options.onFault?.({ providerCode: provider.code, error });
        return err(reason);
      }
    },
  };
}

/** A call that was never let out says nothing of its provider. */
function observedCall({ id }: Provider, startedAt: number | undefined, isAnswered: boolean): ObservedCall {
  const call = { providerId: id, purpose: 'query' } as const;
  if (startedAt === undefined) return { ...call, outcome: 'held-back', tookMs: 0 };
  return { ...call, outcome: isAnswered ? 'answered' : 'failed', tookMs: performance.now() - startedAt };
}

/**
 * From outside in: the breaker; the bound that the breaker sees as a failure; the places. A call that was cut off keeps its
 * place until it really ends, so that the provider never sees more calls at once than it allows. While one call tries
 * whether the provider is back, nobody else waits for how that ends: it may hang for its whole time, and all who waited
 * would then be answered in the same instant, to which everybody else's questions would have to wait.
 */
function makeGuard(provider: Provider, options: ProviderCallsOptions): AskGuarded {
  const boundMs = provider.queryTimeoutMs + marginMs;
  const failures = handleWhen((error) => !isBulkheadRejectedError(error)).orWhenResult(isUnavailable);
  const breaker = circuitBreaker(failures, {
    halfOpenAfter: options.openMs ?? defaultOpenMs,
    breaker: new ConsecutiveBreaker(options.failuresToOpen ?? defaultFailuresToOpen),
  });
  const places = bulkhead(provider.maxConcurrency, provider.maxConcurrency * waitingPerCall);
  return async (call) => {
    if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
    return breaker.execute(() =>
      within(boundMs, (isOver) =>
        places.execute(() => {
          // It waited for a place until its time was up: nobody wants the answer any more.
          if (isOver()) throw new TimeUp();
          return call();
        }),
      ),
    );
  };
}

/**
 * What the work comes to, or TimeUp after so long. Cockatiel's own bound makes an AbortSignal for each call; Node ties those to
 * its native side, and the collector of young objects then spares them and everything that they lead to: the whole question with
 * its request. All others wait while it copies them.
 */
function within<T>(ms: number, work: (isOver: () => boolean) => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      reject(new TimeUp(`no answer within ${ms} ms`));
    }, ms);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      end();
    };
    work(() => isOver).then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error as Error)),
    );
  });
}

/** A protocol that cannot be asked says so at once; that is no failure of the provider. */
function isUnavailable(result: unknown): boolean {
  const { kind, evidence } = result as QueryOutcome<unknown>;
  return kind === 'unavailable' && evidence.reason !== 'unsupported';
}

function reasonOf(error: unknown): NoAnswer {
  if (error instanceof TimeUp) return 'timeout';
  if (isBrokenCircuitError(error)) return 'breaker_open';
  if (isBulkheadRejectedError(error)) return 'busy';
  return 'internal';
}
