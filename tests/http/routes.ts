import type { ApiFixture } from './api-fixture.ts';

export type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security: readonly Json[];
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema: Json;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Json }>> }
    >
  >;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly operation: Operation;
}

type Audience = 'public' | 'agent' | 'teller' | 'operator' | 'provider';

/** Who may call what, as it was decided: a route that is not here, or is meant for others, fails. */
export const audiences: Readonly<Record<string, Audience>> = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'POST /v1/token': 'public',
  'GET /r/{receiptNumber}': 'public',
  'GET /v1/providers': 'agent',
  'GET /v1/providers/health': 'agent',
  'POST /v1/fees/previews': 'agent',
  'GET /v1/payments': 'agent',
  'GET /v1/payments/{paymentId}': 'agent',
  'GET /v1/payments/by-key/{key}': 'agent',
  'POST /v1/payments/by-key/{key}/abandon': 'agent',
  'GET /v1/payments/{paymentId}/receipt': 'agent',
  'GET /v1/payments/{paymentId}/receipt.pdf': 'agent',
  'GET /v1/position': 'agent',
  'GET /v1/limits': 'teller',
  'GET /v1/outlet/tellers': 'teller',
  'POST /v1/outlet/tellers': 'teller',
  'PUT /v1/outlet/tellers/{tellerCode}': 'teller',
  'POST /v1/outlet/tellers/{tellerCode}/password': 'teller',
  'GET /v1/devices': 'agent',
  'GET /v1/devices/{deviceCode}/credentials': 'agent',
  'POST /v1/devices/{deviceCode}/credentials': 'agent',
  'POST /v1/devices/{deviceCode}/credentials/{clientId}/revoke': 'agent',
  'GET /v1/device-rule': 'agent',
  'PUT /v1/device-rule': 'agent',
  'POST /v1/citizens': 'teller',
  'POST /v1/citizens/password-renewals': 'teller',
  'POST /v1/lookups/citizen': 'teller',
  'POST /v1/citizens/{citizenId}/links': 'teller',
  'DELETE /v1/citizens/{citizenId}/links/{linkId}': 'teller',
  'POST /v1/debts': 'teller',
  'POST /v1/quotes/{quoteId}/bills': 'teller',
  'POST /v1/meter-readings': 'teller',
  'POST /v1/payments/{paymentId}/card-load': 'teller',
  'GET /v1/payments/{paymentId}/card-load': 'teller',
  'POST /v1/payment-codes/lookups': 'teller',
  'POST /v1/payments': 'teller',
  'POST /v1/baskets': 'teller',
  'POST /v1/preparations': 'teller',
  'GET /v1/preparations/{preparationId}': 'agent',
  'POST /v1/preparations/{preparationId}/confirm': 'teller',
  'POST /v1/preparations/{preparationId}/withdraw': 'teller',
  'POST /v1/payments/batches': 'teller',
  'POST /v1/payment-registries': 'teller',
  'GET /v1/payment-registries/{registryId}': 'agent',
  'GET /v1/payment-registries/{registryId}/result': 'agent',
  'POST /v1/payments/{paymentId}/reversal': 'teller',
  'POST /v1/payments/{paymentId}/refunds': 'teller',
  'GET /v1/payments/{paymentId}/refunds': 'agent',
  'GET /v1/days/{day}/payments': 'agent',
  'POST /v1/days/{day}/comparison': 'agent',
  'GET /v1/day-comparisons': 'agent',
  'GET /v1/day-comparisons/{comparisonId}': 'agent',
  'POST /v1/webhooks': 'agent',
  'GET /v1/webhooks': 'agent',
  'DELETE /v1/webhooks/{webhookId}': 'agent',
  'POST /v1/webhooks/{webhookId}/secret-renewal': 'agent',
  'POST /v1/webhooks/{webhookId}/activation': 'agent',
  'GET /v1/webhooks/{webhookId}/deliveries': 'agent',
  'POST /v1/webhooks/{webhookId}/redeliveries': 'agent',
  'POST /v1/kiosk/cash-events': 'teller',
  'GET /v1/kiosk/cash-report': 'teller',
  'POST /v1/kiosk/receipt-recoveries': 'agent',
  'POST /v1/kiosk/redirects': 'teller',
  'POST /v1/collected-batches': 'agent',
  'GET /v1/collected-receipts': 'agent',
  'GET /v1/collected-receipts/gaps': 'agent',
  'POST /v1/collected-receipts/lookups': 'agent',
  'POST /v1/collected-receipts/pay-outs': 'teller',
  'POST /v1/cash-shifts': 'teller',
  'GET /v1/cash-shifts': 'teller',
  'GET /v1/cash-shifts/current': 'teller',
  'POST /v1/cash-shifts/{shiftId}/movements': 'teller',
  'POST /v1/cash-shifts/{shiftId}/counts': 'teller',
  'POST /v1/cash-shifts/{shiftId}/close': 'teller',
  'POST /v1/cash-movements/{movementId}/confirmation': 'teller',
  'POST /v1/cash-movements/{movementId}/withdrawal': 'teller',
  'POST /v1/cash-shifts/{shiftId}/corrections': 'teller',
  'GET /v1/cash-shifts/{shiftId}/differences': 'agent',
  'GET /v1/cash-shifts/{shiftId}/report': 'agent',
  'GET /v1/cash-shifts/{shiftId}/report.pdf': 'agent',
  'POST /v1/operator/token': 'public',
  'GET /v1/operator/providers': 'operator',
  'GET /v1/operator/providers/{provider}': 'operator',
  'GET /v1/operator/protocols': 'operator',
  'GET /v1/operator/provider-proposals': 'operator',
  'POST /v1/operator/provider-proposals': 'operator',
  'GET /v1/operator/provider-proposals/{proposalId}': 'operator',
  'POST /v1/operator/provider-proposals/{proposalId}/approve': 'operator',
  'POST /v1/operator/provider-proposals/{proposalId}/reject': 'operator',
  'GET /v1/operator/agents/{agent}/signing-keys': 'operator',
  'POST /v1/operator/agents/{agent}/signing-keys': 'operator',
  'POST /v1/operator/agents/{agent}/signing-keys/{keyId}/revoke': 'operator',
  'POST /v1/operator/agents/{agent}/signature-rule': 'operator',
  'GET /v1/operator/agents/{agent}/outlets': 'operator',
  'PUT /v1/operator/agents/{agent}/limits': 'operator',
  'POST /v1/operator/agents/{agent}/outlets': 'operator',
  'PUT /v1/operator/agents/{agent}/outlets/{outletCode}/limits': 'operator',
  'PUT /v1/operator/agents/{agent}/outlets/{outletCode}/state': 'operator',
  'GET /v1/operator/agents/{agent}/devices/{deviceCode}/credentials': 'operator',
  'POST /v1/operator/agents/{agent}/devices/{deviceCode}/credentials': 'operator',
  'POST /v1/operator/agents/{agent}/devices/{deviceCode}/credentials/{clientId}/revoke': 'operator',
  'PUT /v1/operator/agents/{agent}/device-rule': 'operator',
  'POST /v1/operator/agents/{agent}/tellers': 'operator',
  'PUT /v1/operator/agents/{agent}/tellers/{tellerCode}': 'operator',
  'POST /v1/operator/refunds': 'operator',
  'GET /v1/operator/refunds': 'operator',
  'POST /v1/operator/refunds/{refundId}/approve': 'operator',
  'POST /v1/operator/refunds/{refundId}/refuse': 'operator',
  'GET /v1/operator/providers/{provider}/notification-keys': 'operator',
  'POST /v1/operator/providers/{provider}/notification-keys': 'operator',
  'POST /v1/operator/providers/{provider}/notification-keys/{keyId}/revoke': 'operator',
  'GET /v1/operator/quarantined-notifications': 'operator',
  'POST /v1/operator/quarantined-notifications/{notificationId}/resolve': 'operator',
  'POST /v1/provider-notifications/{provider}': 'public',
  'GET /v1/provider/debt-registries': 'provider',
  'PUT /v1/provider/debt-registries/{registryId}': 'provider',
  'GET /v1/provider/debt-registries/{registryId}': 'provider',
  'GET /v1/provider/debt-registries/{registryId}/acknowledgement': 'provider',
  'GET /v1/provider/payment-files': 'provider',
  'GET /v1/provider/payment-files/{number}': 'provider',
  'POST /v1/provider/acknowledgements': 'provider',
  'GET /v1/operator/providers/{provider}/debt-registries': 'operator',
  'PUT /v1/operator/providers/{provider}/debt-registries/{registryId}': 'operator',
  'GET /v1/operator/providers/{provider}/debt-registries/{registryId}': 'operator',
  'GET /v1/operator/providers/{provider}/debt-registries/{registryId}/acknowledgement': 'operator',
  'GET /v1/operator/providers/{provider}/payment-files': 'operator',
  'GET /v1/operator/providers/{provider}/payment-files/{number}': 'operator',
  'POST /v1/operator/providers/{provider}/acknowledgements': 'operator',
  'POST /v1/operator/providers/{provider}/debt-registries/{registryId}/approve': 'operator',
  'POST /v1/operator/providers/{provider}/debt-registries/{registryId}/discard': 'operator',
  'GET /v1/operator/day-comparisons': 'operator',
  'GET /v1/operator/day-comparisons/{comparisonId}': 'operator',
  'GET /v1/operator/reconciliations': 'operator',
  'GET /v1/operator/reconciliations/{runId}': 'operator',
  'GET /v1/operator/uncompared-days': 'operator',
  'POST /v1/operator/bank-statements': 'operator',
  'GET /v1/operator/bank-statements': 'operator',
  'POST /v1/operator/bank-statements/{statementId}/release': 'operator',
  'POST /v1/operator/bank-statements/{statementId}/reject': 'operator',
  'GET /v1/operator/bank-entries': 'operator',
  'POST /v1/operator/bank-entries/{entryId}/assignment': 'operator',
  'POST /v1/operator/bank-entries/{entryId}/assignment/approve': 'operator',
  'POST /v1/operator/bank-entries/{entryId}/assignment/refuse': 'operator',
};

/** Every operation of the document that the server makes of its routes. */
export function documentedRoutes(app: ApiFixture['app']): readonly Route[] {
  const { paths } = app.swagger() as unknown as {
    paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      return { method: method.toUpperCase() as Route['method'], path, operation };
    }),
  );
}

export const nameOf = (route: Route) => `${route.method} ${route.path}`;
