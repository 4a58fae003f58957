import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { bankFileRoutes, bankRoutes } from './bank-routes.ts';
import { dayRoutes } from './day-routes.ts';
import { agentDeviceRoutes } from './device-routes.ts';
import { notificationRoutes } from './notification-routes.ts';
import { placeRoutes } from './place-routes.ts';
import { proposalRoutes } from './proposal-routes.ts';
import { ownProviderRoutes } from './provider-routes.ts';
import { reconciliationRoutes } from './reconciliation-routes.ts';
import { operatorRefundRoutes } from './refund-routes.ts';
import { signingKeyRoutes } from './signing-key-routes.ts';
import { operatorTokenRoutes } from './token-routes.ts';

/** What the hub's own people may ask. */
export async function operatorRoutes(app: Api, deps: HttpDeps): Promise<void> {
  operatorTokenRoutes(app, deps);
  ownProviderRoutes(app, deps);
  proposalRoutes(app, deps);
  operatorRefundRoutes(app, deps);
  signingKeyRoutes(app, deps);
  notificationRoutes(app, deps);
  placeRoutes(app, deps);
  agentDeviceRoutes(app, deps);
  dayRoutes(app, deps);
  reconciliationRoutes(app, deps);
  bankRoutes(app, deps);
  await app.register(async (scope) => bankFileRoutes(scope as Api, deps));
}
