import { createNudges } from '../delivery/nudge.ts';
import { defaultDeliverySettings } from '../delivery/model.ts';
import type { ProviderNotificationService } from '../provider-notifications/api.ts';
import { createProviderNotificationService } from '../provider-notifications/service.ts';
import type { Hub, HubOptions } from './hub.ts';

/** What providers tell of their own accord. */
export function composeNotifications(
  options: HubOptions,
  nouns: Pick<Hub, 'providers' | 'debts' | 'plans' | 'throttle'>,
): ProviderNotificationService {
  const { db, clock, ids, crypto } = options;
  return createProviderNotificationService({
    ...{ db, clock, ids, cipher: crypto.cipher, ...nouns },
    nudges: createNudges({ sql: db.sql, clock, settings: options.delivery ?? defaultDeliverySettings }),
    onQuarantine: (event) => options.onEvent?.({ name: 'notification_quarantined', ...event }),
  });
}
