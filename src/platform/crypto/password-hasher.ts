import { randomBytes } from 'node:crypto';
import { argon2id, hash, needsRehash, verify } from 'argon2';
import { refusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { createGate, type GateLimits } from './gate.ts';

export interface PasswordHasher {
  /** An argon2id digest with its parameters and salt. Refuses: temporarily_unavailable. */
  hash(password: string): Promise<Result<string, Refusal>>;
  /**
   * True when the password fits. Without a digest (nobody has that name) it does the same work and says false.
   * Refuses: temporarily_unavailable.
   */
  verify(digest: string | undefined, password: string): Promise<Result<boolean, Refusal>>;
  /** True when the digest was made with other parameters than today's. */
  isOutdated(digest: string): boolean;
}

export interface PasswordCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane; about 35 ms of one core. */
const passwordCost: PasswordCost = { memoryKib: 19 * 1024, passes: 2, lanes: 1 };

/** Two at once use two cores; 64 waiting are about a second of work. Beyond that a quick "later" serves everybody better. */
const defaultLimits: GateLimits = { concurrency: 2, queueLimit: 64 };

/** Longest text that is hashed, in UTF-16 units; the policy is stricter, this only bounds the work. */
const longestPassword = 1024;

const retryAfterSeconds = '2';

export interface PasswordHasherOptions {
  readonly cost?: PasswordCost;
  readonly limits?: GateLimits;
}

export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const cost = options.cost ?? passwordCost;
  const gate = createGate(options.limits ?? defaultLimits);
  const parameters = { memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: cost.lanes };
  const makeDigest = (password: string) => hash(password.normalize('NFC'), { type: argon2id, ...parameters });
  let nobodys: Promise<string> | undefined;

  async function check(digest: string | undefined, password: string): Promise<boolean> {
    // Made before the first check of either kind, so that the first unknown name takes no longer than the first known one.
    nobodys ??= makeDigest(randomBytes(32).toString('base64'));
    const against = digest ?? (await nobodys);
    const fits = await verify(against, password.normalize('NFC'));
    return fits && digest !== undefined;
  }

  return {
    hash: async (password) => answer(await gate.pass(() => makeDigest(bounded(password)))),
    verify: async (digest, password) => {
      const tooLong = password.length > longestPassword;
      return answer(await gate.pass(() => check(tooLong ? undefined : digest, bounded(password))));
    },
    isOutdated: (digest) => needsRehash(digest, parameters),
  };
}

function bounded(password: string): string {
  return password.slice(0, longestPassword);
}

function answer<T>(passed: { readonly value: T } | undefined): Result<T, Refusal> {
  return passed ? ok(passed.value) : err(refusal('temporarily_unavailable', { retryAfterSeconds }));
}
