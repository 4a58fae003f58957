import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { closeGracefully } from '../../http/graceful-close.ts';
import { osmpPlugin } from '../../http/osmp/plugin.ts';
import { buildServer } from '../../http/server.ts';
import { walletPlugins } from '../../http/wallets/plugins.ts';
import { defaultLimits, type HttpSettings, type RequestLimits } from '../../http/settings.ts';
import { assertSchemaVersion } from '../../platform/database/migrator.ts';
import { cabinetNotFoundPage } from '../../web/failures.tsx';
import { cabinetPlugin } from '../../web/plugin.ts';
import { walletCodecs } from '../wallet-codecs.ts';
import type { LiveHub } from './live-hub.ts';
import { StartRefused } from './start-refused.ts';

const tokenSeconds = 600;
/** A mean delay of the event loop past which waiting helps nobody. */
const mostDelayMs = 1_000;
/** Load balancers of production look every few seconds; a person with a terminal need not wait for them. */
const noticeMs = { production: 5_000, development: 0, test: 0 } as const;
const graceMs = 10_000;

/** What a measurement has otherwise: limits that do not turn its load away, and routes of its own. */
export interface ApiOptions {
  readonly limits?: RequestLimits;
  readonly plugins?: (settings: HttpSettings) => readonly FastifyPluginAsync[];
}

/** Opens the doors for people and agents. Throws `StartRefused` when somebody else listens there. */
export async function startApi(live: LiveHub, options: ApiOptions = {}): Promise<{ stop(): Promise<void> }> {
  const app = makeServer(live, options);
  const { host, port, mode } = live.config;
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw refusedToListen(error, { host, port });
  }
  return {
    stop: async () => {
      await closeGracefully(app, { noticeMs: noticeMs[mode], graceMs });
    },
  };
}

function makeServer(live: LiveHub, options: ApiOptions): FastifyInstance {
  const { hub, mailbox } = live;
  const settings = settingsOf(live, options.limits ?? defaultLimits);
  const cabinetDeps = {
    ...{ ...hub, codes: hub.paymentCodes, cipher: hub.crypto.cipher },
    ...(mailbox ? { mailbox } : {}),
  };
  return buildServer({
    ...hub,
    logger: live.logger,
    plugins: [
      cabinetPlugin(cabinetDeps),
      osmpPlugin(hub.networks),
      ...walletPlugins(hub.wallets, walletCodecs),
      ...(options.plugins?.(settings) ?? []),
    ],
    notFoundPage: cabinetNotFoundPage(cabinetDeps),
    checkReadiness: () => assertSchemaVersion(hub.db),
    settings,
  });
}

function settingsOf({ config }: LiveHub, limits: RequestLimits): HttpSettings {
  return {
    ...(config.tls ? { tls: config.tls } : {}),
    trustedProxies: config.trustedProxies,
    isSandbox: config.isSandbox,
    limits,
    maxEventLoopDelayMs: mostDelayMs,
    tokens: {
      issuer: config.publicUrl,
      audience: `${config.publicUrl}/v1`,
      keys: config.secrets.agentTokens,
      ttlSeconds: tokenSeconds,
    },
  };
}

/** What a person can mend is said in a sentence; everything else stays what it is. */
export function refusedToListen(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new StartRefused(
      `port ${port} of ${host} is taken by another program: stop it, or choose another with PORT`,
    );
  }
  if (code === 'EACCES')
    return new StartRefused(`port ${port} needs rights that this user has not: choose another with PORT`);
  if (code === 'EADDRNOTAVAIL') return new StartRefused(`${host} is no address of this machine: see HOST`);
  return error;
}
