import type { AccountInput, DebtAnswer, QueryOutcome } from '../kernel/adapter.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Result } from '../kernel/result.ts';
import type { NoAnswer } from '../providers/calls.ts';
import type { Provider } from '../providers/model.ts';

/** What a provider said, and the instant before which it cannot have changed its mind. */
export interface Asked {
  readonly outcome: Result<QueryOutcome<DebtAnswer>, NoAnswer>;
  /** When the question left. */
  readonly askedAt: Date;
}

/** Puts questions to providers, each only once while its answer holds. */
export interface Answers {
  /** Never throws for what a provider does. */
  ask(provider: Provider, input: AccountInput): Promise<Asked>;
}

export interface AnswersDeps {
  readonly clock: Clock;
  readonly ask: (provider: Provider, input: AccountInput) => Promise<Result<QueryOutcome<DebtAnswer>, NoAnswer>>;
  /** Whether a payment of the account was accepted, told, decided or taken back since, or is on its way, or its meter was read. */
  readonly hasMoved: (providerId: string, account: string, since: Date) => Promise<boolean>;
  /** How long an answer holds where nothing happens to the account; nought: each question is put. */
  readonly holdsMs: number;
}

/** Answers kept at most; the oldest go first. */
const mostKept = 10_000;
/** Another's answer is looked at so often before the question is put for one asker alone. */
const mostShared = 2;

interface Entry extends Pick<Asked, 'askedAt'> {
  readonly asked: Promise<Asked>;
}

/**
 * The same question at the same time is put once, and its answer holds for a little while. What is shared is what the
 * provider said to exactly these words: who may see the holder's name, and what can be paid by it, is decided for each
 * asker afterwards. Whatever another process did to the account ends it: the payments are asked, no message can be lost.
 */
export function createAnswers(deps: AnswersDeps): Answers {
  const kept = new Map<string, Entry>();

  function put(provider: Provider, input: AccountInput): Promise<Asked> {
    const askedAt = deps.clock.now();
    return deps.ask(provider, input).then((outcome) => ({ outcome, askedAt }));
  }

  function putOnce(key: string, provider: Provider, input: AccountInput): Promise<Asked> {
    const asked = put(provider, input);
    const entry = { askedAt: deps.clock.now(), asked };
    kept.delete(key);
    kept.set(key, entry);
    trim(kept, deps);
    const forget = () => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    // Only an answer holds: a silence, a refusal or a missing account is shared by those who waited for it.
    asked.then(({ outcome }) => {
      if (!outcome.ok || outcome.value.kind !== 'answered') forget();
    }, forget);
    return asked;
  }

  return {
    async ask(provider, input) {
      if (deps.holdsMs <= 0) return put(provider, input);
      const key = keyOf(provider, input);
      for (let shared = 0; shared < mostShared; shared += 1) {
        const entry = kept.get(key);
        if (!entry || !holds(entry, deps)) return putOnce(key, provider, input);
        const asked = await entry.asked;
        if (!(await deps.hasMoved(provider.id, input.account, entry.askedAt))) return asked;
        if (kept.get(key) === entry) kept.delete(key);
      }
      return put(provider, input);
    },
  };
}

function holds(entry: Entry, { clock, holdsMs }: AnswersDeps): boolean {
  return Math.abs(clock.now().getTime() - entry.askedAt.getTime()) < holdsMs;
}

/** The row's version is part of it: a provider that was moved or renamed is asked anew. */
function keyOf(provider: Provider, input: AccountInput): string {
  const fields = Object.entries(input.fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([provider.id, provider.version, input.account, fields]);
}

/** The oldest are first: those that hold no longer go, and what is too many. */
function trim(kept: Map<string, Entry>, deps: AnswersDeps): void {
  for (const [key, entry] of kept) {
    if (kept.size <= mostKept && holds(entry, deps)) return;
    kept.delete(key);
  }
}
