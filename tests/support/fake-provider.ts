import type {
  CancelOutcome,
  PayOutcome,
  PayRequest,
  ProviderPort,
  ProviderTraits,
  StatusOutcome,
} from '../../src/kernel/adapter.ts';
import { createDeliverer, type Deliverer, type DelivererDeps } from '../../src/delivery/deliverer.ts';
import { defaultDeliverySettings, type DeliverySettings } from '../../src/delivery/model.ts';
import type { Books } from './books.ts';

/** A provider that keeps its own books and answers by script; everything it does not script is a plain success. */
export interface FakeProvider {
  readonly port: ProviderPort;
  readonly traits: ProviderTraits;
  /** Payments it credited, by reference: how often. */
  readonly credited: Map<string, number>;
  /** Requests to pay it received, in order. */
  readonly received: string[];
  readonly pay: ((request: PayRequest) => PayOutcome | Promise<PayOutcome>)[];
  readonly status: ((request: PayRequest) => StatusOutcome)[];
  readonly cancel: (() => CancelOutcome)[];
}

const evidence = { providerCode: null, reason: 'scripted' };
export const answers = {
  unknown: { kind: 'unknown', evidence } as const,
  notSent: { kind: 'not-sent', evidence } as const,
  rejected: { kind: 'rejected', evidence } as const,
  notFound: { kind: 'not-found', evidence } as const,
  pending: { kind: 'pending', evidence } as const,
  confirmed: (providerTransaction: string | null) => ({ kind: 'confirmed', providerTransaction, evidence }) as const,
};

export function fakeProvider(traits: Partial<ProviderTraits> = {}): FakeProvider {
  const credited = new Map<string, number>();
  const received: string[] = [];
  const script: Pick<FakeProvider, 'pay' | 'status' | 'cancel'> = { pay: [], status: [], cancel: [] };
  const credit = (request: PayRequest) => {
    credited.set(request.reference, (credited.get(request.reference) ?? 0) + 1);
    return answers.confirmed(`P${request.reference}`);
  };
  const port: ProviderPort = {
    validate: () => Promise.reject(new Error('not asked here')),
    debt: () => Promise.reject(new Error('not asked here')),
    async pay(request) {
      received.push(request.reference);
      const scripted = script.pay.shift();
      return scripted ? scripted(request) : credit(request);
    },
    async status(request) {
      const scripted = script.status.shift();
      if (scripted) return scripted(request);
      return credited.has(request.reference) ? answers.confirmed(`P${request.reference}`) : answers.notFound;
    },
    async cancel() {
      return script.cancel.shift()?.() ?? { kind: 'cancelled', evidence };
    },
  };
  return {
    port,
    traits: { capabilities: ['status', 'cancel'], repeatsAreSafe: false, notFoundIsFinalAfterMs: null, ...traits },
    credited,
    received,
    ...script,
  };
}

/** Remembers a credit as the real provider would, whatever it then answers. */
export function creditThen(provider: FakeProvider, outcome: PayOutcome): (request: PayRequest) => PayOutcome {
  return (request) => {
    provider.credited.set(request.reference, (provider.credited.get(request.reference) ?? 0) + 1);
    return outcome;
  };
}

/** A worker of the books' own clock that tells the gas company through `provider`. */
export function deliverTo(
  books: Books,
  provider: FakeProvider,
  options: {
    worker?: string;
    settings?: Partial<DeliverySettings>;
    db?: DelivererDeps['db'];
    connect?: DelivererDeps['connect'];
    resolve?: DelivererDeps['resolve'];
    reverse?: DelivererDeps['reverse'];
    random?: () => number;
    pause?: (ms: number) => Promise<void>;
  } = {},
): Deliverer {
  const { lane } = books;
  return createDeliverer({
    db: options.db ?? books.database.db,
    clock: books.clock,
    ids: books.ids,
    worker: options.worker ?? 'worker-1',
    settings: { ...defaultDeliverySettings, ...options.settings },
    connect:
      options.connect ??
      (async (providerId) => ({ providerId, port: provider.port, traits: provider.traits, maxConcurrency: 4 })),
    resolve: options.resolve ?? lane.resolve,
    reverse: options.reverse ?? lane.reverse,
    ...(options.random ? { random: options.random } : {}),
    ...(options.pause ? { pause: options.pause } : {}),
  });
}
