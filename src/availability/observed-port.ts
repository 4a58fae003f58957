import type { PayOutcome, ProviderPort } from '../kernel/adapter.ts';
import type { ObservedCall } from './health.ts';

/** The same port, whose payments are counted as they go. Status queries follow a payment that went wrong: not counted. */
export function observedPort(
  port: ProviderPort,
  observe: (call: Omit<ObservedCall, 'providerId'>) => void,
): ProviderPort {
  return {
    ...port,
    async pay(request) {
      const startedAt = performance.now();
      const outcome = await port.pay(request);
      observe({ purpose: 'payment', outcome: outcomeOf(outcome), tookMs: performance.now() - startedAt });
      return outcome;
    },
  };
}

/** A refusal is an answer. */
function outcomeOf({ kind }: PayOutcome): ObservedCall['outcome'] {
  return kind === 'confirmed' || kind === 'rejected' ? 'answered' : 'failed';
}
