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
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly operation: Operation;
}

type Audience = 'public' | 'agent' | 'teller';

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
  'POST /v1/citizens': 'teller',
  'POST /v1/citizens/password-renewals': 'teller',
  'POST /v1/lookups/citizen': 'teller',
  'POST /v1/citizens/{citizenId}/links': 'teller',
  'DELETE /v1/citizens/{citizenId}/links/{linkId}': 'teller',
  'POST /v1/debts': 'teller',
  'POST /v1/meter-readings': 'teller',
  'POST /v1/payments/{paymentId}/card-load': 'teller',
  'GET /v1/payments/{paymentId}/card-load': 'teller',
  'POST /v1/payment-codes/lookups': 'teller',
  'POST /v1/payments': 'teller',
  'POST /v1/payments/batches': 'teller',
  'POST /v1/payment-registries': 'teller',
  'GET /v1/payment-registries/{registryId}': 'agent',
  'GET /v1/payment-registries/{registryId}/result': 'agent',
  'POST /v1/payments/{paymentId}/reversal': 'teller',
  'POST /v1/cash-shifts': 'teller',
  'GET /v1/cash-shifts/current': 'teller',
  'POST /v1/cash-shifts/{shiftId}/movements': 'teller',
  'POST /v1/cash-shifts/{shiftId}/counts': 'teller',
  'POST /v1/cash-shifts/{shiftId}/close': 'teller',
  'POST /v1/cash-movements/{movementId}/confirmation': 'teller',
  'POST /v1/cash-movements/{movementId}/withdrawal': 'teller',
  'GET /v1/cash-shifts/{shiftId}/report': 'agent',
  'GET /v1/cash-shifts/{shiftId}/report.pdf': 'agent',
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
