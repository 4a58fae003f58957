import { createHash } from 'node:crypto';
import type { CancelOutcome, PayOutcome, PayRequest, ProviderTraits, StatusOutcome } from '../../src/kernel/adapter.ts';
import { answers, fakeProvider, type FakeProvider } from './fake-provider.ts';

/** What a provider's own books say of one reference. */
export interface ProviderEntry {
  readonly amount: bigint;
  credits: number;
  cancelled: boolean;
  refused: boolean;
}

/** A provider that keeps honest books and answers badly: chance decides, from a seed, the reference and how often it was asked. */
export interface MoodyProvider extends FakeProvider {
  readonly entries: ReadonlyMap<string, ProviderEntry>;
  /** From now on it answers everything plainly and truly. */
  calmDown(): void;
}

const evidence = { providerCode: null, reason: 'chance' };
const unknown = { kind: 'unknown', evidence } as const;

export function moodyProvider(seed: string, traits: Partial<ProviderTraits>): MoodyProvider {
  const entries = new Map<string, ProviderEntry>();
  const asked = new Map<string, number>();
  let isCalm = false;

  /** A number in [0, 100), the same for the same question asked as often; nought while calm. */
  function chance(kind: string, request: PayRequest): number {
    const key = `${kind}:${request.reference}`;
    const times = (asked.get(key) ?? 0) + 1;
    asked.set(key, times);
    const digest = createHash('sha256').update(`${seed}:${key}:${times}`).digest();
    return isCalm ? 0 : digest.readUInt32BE(0) % 100;
  }
  function entryOf(request: PayRequest): ProviderEntry {
    const known = entries.get(request.reference);
    if (known) return known;
    const made = { amount: request.amount as bigint, credits: 0, cancelled: false, refused: false };
    entries.set(request.reference, made);
    return made;
  }
  const confirmed = (request: PayRequest) => answers.confirmed(`P${request.reference}`);

  async function pay(request: PayRequest): Promise<PayOutcome> {
    const entry = entryOf(request);
    const roll = chance('pay', request);
    if (roll >= 85 && roll < 92) return answers.notSent;
    if (entry.refused) return request.repeat === true ? unknown : answers.rejected;
    if (entry.credits > 0 && made.traits.repeatsAreSafe) {
      // Credited once, however often it is sent; and yet it may call the repeat a mistake.
      return roll < 50 ? confirmed(request) : roll < 70 ? answers.rejected : unknown;
    }
    if (roll >= 75 && roll < 85 && request.repeat !== true) {
      entry.refused = true;
      return answers.rejected;
    }
    if (roll >= 92) return unknown;
    entry.credits += 1;
    if (roll >= 70) throw new Error('an adapter with a bug');
    return roll < 50 ? confirmed(request) : unknown;
  }

  async function status(request: PayRequest): Promise<StatusOutcome> {
    const entry = entries.get(request.reference);
    const roll = chance('status', request);
    if (roll >= 90) return answers.pending;
    if (roll >= 80) return answers.notSent;
    if (roll >= 70) return unknown;
    if (!entry || (entry.credits === 0 && !entry.refused)) return answers.notFound;
    return entry.refused || entry.cancelled ? answers.rejected : confirmed(request);
  }

  async function cancel(request: PayRequest): Promise<CancelOutcome> {
    const entry = entryOf(request);
    const roll = chance('cancel', request);
    // Like many real ones, it refuses to cancel what it has cancelled; where nobody can ask it, it says so plainly.
    const canBeAsked = made.traits.capabilities.includes('status');
    if (entry.cancelled) return canBeAsked ? { kind: 'refused', evidence } : { kind: 'cancelled', evidence };
    if (roll >= 80) return { kind: 'refused', evidence };
    if (roll >= 60) return unknown;
    entry.cancelled = true;
    return roll < 40 ? { kind: 'cancelled', evidence } : unknown;
  }

  const made: MoodyProvider = {
    ...fakeProvider(traits),
    entries,
    calmDown: () => {
      isCalm = true;
    },
  };
  return { ...made, port: { ...made.port, pay, status, cancel } };
}
