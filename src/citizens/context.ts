import type { AccountService } from '../accounts/api.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import { createNotices, type Notices } from '../notices/service.ts';
import { createAudit, type Audit } from '../platform/audit/audit.ts';
import type { Crypto } from '../platform/crypto/crypto.ts';
import type { Database } from '../platform/database/sql.ts';
import { createThrottle, type Throttle } from '../platform/throttle/throttle.ts';
import { cardFormats, type CardFormat } from './identity-card.ts';
import { createVault, type Vault } from './vault.ts';

export interface CitizenDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly crypto: Crypto;
  /** What registration needs of the accounts. */
  readonly accounts: Pick<AccountService, 'checkQuietly' | 'linkChecked' | 'setAside' | 'list'>;
  /** Cards that are taken; the hub's own list unless an operator gives another. */
  readonly cardFormats?: readonly CardFormat[];
}

/** What the use cases of this noun work with. */
export interface CitizenContext extends CitizenDeps {
  readonly cardFormats: readonly CardFormat[];
  readonly vault: Vault;
  readonly throttle: Throttle;
  readonly audit: Audit;
  readonly notices: Notices;
}

export function createContext(deps: CitizenDeps): CitizenContext {
  const { db, clock, ids, crypto } = deps;
  return {
    ...deps,
    cardFormats: deps.cardFormats ?? cardFormats,
    vault: createVault(crypto),
    throttle: createThrottle({ db, clock, digest: crypto.digest }),
    audit: createAudit({ clock, ids }),
    notices: createNotices({ clock, ids, cipher: crypto.cipher }),
  };
}

/** An instant so many milliseconds from now. */
export function later(clock: Clock, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}
