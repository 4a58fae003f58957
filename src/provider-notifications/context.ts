import type { DebtService } from '../debts/api.ts';
import type { Nudges } from '../delivery/nudge.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { PlanService } from '../plans/api.ts';
import type { Audit } from '../platform/audit/audit.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { Database } from '../platform/database/sql.ts';
import type { Throttle } from '../platform/throttle/throttle.ts';
import type { ProviderService } from '../providers/api.ts';

/** What taking notifications needs of the rest. */
export interface NotificationDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cipher: FieldCipher;
  readonly throttle: Pick<Throttle, 'take'>;
  readonly providers: Pick<ProviderService, 'findByCode' | 'getByCode' | 'find' | 'connectTo'>;
  readonly debts: Pick<DebtService, 'noteChange'>;
  readonly plans: Pick<PlanService, 'list' | 'listReplacements' | 'announce'>;
  readonly nudges: Nudges;
  /** Rightly signed messages of one provider in a minute; 600 unless said otherwise. */
  readonly perMinute?: number;
  /** Told that a person has to look at something; codes only. `full`: more is open than is kept one by one. */
  readonly onQuarantine?: (event: { readonly providerCode: string; readonly reason: string }) => void;
}

export interface NotificationContext extends NotificationDeps {
  readonly audit: Audit;
}
