import { pino } from 'pino';
import { InvariantViolation } from '../kernel/assert.ts';
import { buildServer } from './server.ts';
import type { HttpDeps } from './dependencies.ts';
import { defaultLimits } from './settings.ts';

/**
 * The OpenAPI document of the agent API, as text with a line end. Made from the routes themselves: the server is put
 * together without any service, and nothing is asked of it.
 */
export async function describeApi(): Promise<string> {
  const app = buildServer(describingDeps());
  try {
    await app.ready();
    return `${JSON.stringify(app.swagger(), null, 2)}\n`;
  } finally {
    await app.close();
  }
}

const noKey = { id: 'none', bytes: Buffer.alloc(32) };

function describingDeps(): HttpDeps {
  return {
    agents: absent('agents'),
    operators: absent('operators'),
    providers: absent('providers'),
    proposals: absent('proposals'),
    protocols: [],
    citizens: absent('citizens'),
    accounts: absent('accounts'),
    debts: absent('debts'),
    payments: absent('payments'),
    preparations: absent('preparations'),
    cards: absent('cards'),
    meters: absent('meters'),
    paymentCodes: absent('paymentCodes'),
    receipts: absent('receipts'),
    refunds: absent('refunds'),
    signatures: absent('signatures'),
    registries: absent('registries'),
    providerRegistries: absent('providerRegistries'),
    providerNotifications: absent('providerNotifications'),
    days: absent('days'),
    reconciliation: absent('reconciliation'),
    drawers: absent('drawers'),
    collected: absent('collected'),
    baskets: absent('baskets'),
    bankStatements: absent('bankStatements'),
    networks: absent('networks'),
    webhooks: absent('webhooks'),
    throttle: absent('throttle'),
    maintenance: absent('maintenance'),
    health: absent('health'),
    clock: absent('clock'),
    listPositions: async () => refuse('listPositions'),
    renderSheet: async () => refuse('renderSheet'),
    checkReadiness: async () => refuse('checkReadiness'),
    logger: pino({ level: 'silent' }),
    settings: {
      trustedProxies: [],
      tokens: { issuer: 'vahid', audience: 'vahid-agents', keys: { current: noKey, all: [noKey] }, ttlSeconds: 600 },
      limits: defaultLimits,
      maxEventLoopDelayMs: 0,
    },
  };
}

/** Stands where a service would; whoever asks it has made a mistake. */
function absent<T extends object>(name: string): T {
  return new Proxy({} as T, { get: () => refuse(name) });
}

function refuse(name: string): never {
  throw new InvariantViolation(`a description asks nothing of ${name}`);
}
