import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { batchRoutes } from './batches-routes.ts';
import { cardLoadRoutes } from './card-loads-routes.ts';
import { citizenRoutes } from './citizens-routes.ts';
import { collectedRoutes } from './collected-routes.ts';
import { dailyRoutes } from './daily-routes.ts';
import { debtRoutes } from './debts-routes.ts';
import { drawerRoutes } from './drawers-routes.ts';
import { feeRoutes } from './fees-routes.ts';
import { kioskRoutes } from './kiosk-routes.ts';
import { linkRoutes } from './links-routes.ts';
import { meterReadingRoutes } from './meter-readings-routes.ts';
import { paymentCodeRoutes } from './payment-codes-routes.ts';
import { paymentKeyRoutes } from './payment-keys-routes.ts';
import { paymentRoutes } from './payments-routes.ts';
import { positionRoutes } from './position-routes.ts';
import { providerRoutes } from './providers-routes.ts';
import { receiptRoutes } from './receipts-routes.ts';
import { registryRoutes } from './registries-routes.ts';
import { reversalRoutes } from './reversals-routes.ts';
import { shiftReportRoutes } from './shift-reports-routes.ts';
import { webhookRoutes } from './webhooks-routes.ts';

/** Everything that banks, the post and kiosk networks may ask. */
export async function agentRoutes(app: Api, deps: HttpDeps): Promise<void> {
  providerRoutes(app, deps);
  citizenRoutes(app, deps);
  linkRoutes(app, deps);
  debtRoutes(app, deps);
  paymentCodeRoutes(app, deps);
  feeRoutes(app, deps);
  paymentRoutes(app, deps);
  batchRoutes(app, deps);
  paymentKeyRoutes(app, deps);
  await app.register(async (scope) => registryRoutes(scope as Api, deps));
  await app.register(async (scope) => dailyRoutes(scope as Api, deps));
  reversalRoutes(app, deps);
  collectedRoutes(app, deps);
  cardLoadRoutes(app, deps);
  meterReadingRoutes(app, deps);
  kioskRoutes(app, deps);
  receiptRoutes(app, deps);
  drawerRoutes(app, deps);
  shiftReportRoutes(app, deps);
  positionRoutes(app, deps);
  webhookRoutes(app, deps);
}
