import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { type AdapterPackage, parseAdapterPackage } from './adapter-packages.ts';
import { ConfigurationProblems, type SettingProblem } from './configuration-problems.ts';
import { collectEnvironment, type Environment, type RawEnvironment } from './environment.ts';
import { completeWithStored, ringsOf, type Secrets, secretsFrom } from './secrets.ts';
import { type Network, parseNetwork, parseTimeOfDay, splitList } from './setting-rules.ts';

export interface Config {
  readonly mode: 'development' | 'production' | 'test';
  readonly host: string;
  readonly port: number;
  /** `https://host` as people and agents reach the hub, without a slash at the end. */
  readonly publicUrl: string;
  /** PEM texts; undefined: plain HTTP. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly clientCa?: string } | undefined;
  readonly trustedProxies: readonly string[];
  /** Address of PostgreSQL as the owner of the tables; undefined: the embedded server. */
  readonly databaseUrl: string | undefined;
  readonly restoredDatabaseUrl: string | undefined;
  readonly databasePoolMax: number;
  /** Where other processes of the hub reach this one, to hand over what only the holder of the lane may write. */
  readonly laneHost: string;
  readonly redisUrl: string | undefined;
  /** Absolute path. */
  readonly dataDir: string;
  readonly logLevel: string;
  /** No money is real here, and pages, receipts and answers say so. */
  readonly isSandbox: boolean;
  readonly timeZone: string;
  /** When a settlement day ends: minutes after midnight in the time zone, 1440 for the midnight that follows. */
  readonly cutOffMinutes: number;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Private networks in which providers may be called. */
  readonly providerPrivateNetworks: readonly Network[];
  /** Packages that may bring protocols; no other is imported. */
  readonly adapterPackages: readonly AdapterPackage[];
  readonly secrets: Secrets;
}

const samplePasswords: ReadonlySet<string> = new Set(['postgres', 'password', 'changeme', 'secret', 'vahid']);

/** Reads the settings from the environment. Throws `ConfigurationProblems` with every wrong one. */
export async function loadConfig(raw: RawEnvironment = process.env): Promise<Config> {
  const { environment, problems } = await collectEnvironment(raw);
  const production = environment.NODE_ENV === 'production';
  const found = secretsFrom(environment, production);
  const all = [
    ...problems,
    ...found.problems,
    ...tlsProblems(environment),
    ...(production ? problemsInProduction(environment) : []),
  ];
  if (all.length > 0) throw new ConfigurationProblems(all);
  const dataDir = resolve(environment.DATA_DIR ?? '.vahid');
  const texts = production ? found.texts : await completeWithStored(found.texts, dataDir);
  return { ...settingsFrom(environment), dataDir, secrets: ringsOf(texts) };
}

function settingsFrom(environment: Environment): Omit<Config, 'dataDir' | 'secrets'> {
  const host = environment.HOST ?? '127.0.0.1';
  const port = Number(environment.PORT ?? 8080);
  return {
    mode: (environment.NODE_ENV as Config['mode'] | undefined) ?? 'development',
    host,
    port,
    publicUrl: environment.PUBLIC_URL ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tls: tlsFrom(environment),
    trustedProxies: splitList(environment.TRUSTED_PROXIES ?? ''),
    databaseUrl: environment.DATABASE_URL,
    restoredDatabaseUrl: environment.RESTORED_DATABASE_URL,
    databasePoolMax: Number(environment.DATABASE_POOL_MAX ?? 10),
    laneHost: environment.LANE_HOST ?? '127.0.0.1',
    redisUrl: environment.REDIS_URL,
    logLevel: environment.LOG_LEVEL ?? 'info',
    isSandbox: (environment.HUB_SANDBOX ?? String(environment.NODE_ENV !== 'production')) === 'true',
    timeZone: environment.HUB_TIME_ZONE ?? 'Asia/Baku',
    cutOffMinutes: parseTimeOfDay(environment.HUB_CUT_OFF ?? '') ?? 24 * 60,
    smtpUrl: environment.SMTP_URL,
    mailFrom: environment.MAIL_FROM ?? 'Vahid <no-reply@localhost>',
    providerPrivateNetworks: splitList(environment.PROVIDER_PRIVATE_NETWORKS ?? '').flatMap(
      (text) => parseNetwork(text) ?? [],
    ),
    adapterPackages: splitList(environment.ADAPTER_PACKAGES ?? '').flatMap((text) => parseAdapterPackage(text) ?? []),
  };
}

function tlsFrom({ TLS_CERTIFICATE: certificate, TLS_KEY: key, TLS_CLIENT_CA: clientCa }: Environment): Config['tls'] {
  if (certificate === undefined || key === undefined) return undefined;
  return { certificate, key, ...(clientCa === undefined ? {} : { clientCa }) };
}

function tlsProblems(environment: Environment): SettingProblem[] {
  const { TLS_CERTIFICATE: certificate, TLS_KEY: key, TLS_CLIENT_CA: clientCa } = environment;
  const rule = 'needs TLS_CERTIFICATE and TLS_KEY, both';
  if ((certificate === undefined) !== (key === undefined)) return [{ variable: 'TLS_CERTIFICATE', rule }];
  if (clientCa !== undefined && key === undefined) return [{ variable: 'TLS_CLIENT_CA', rule }];
  const tls = tlsFrom(environment);
  return tls && !fitsTogether(tls) ? [{ variable: 'TLS_CERTIFICATE', rule: 'cannot be used with this TLS_KEY' }] : [];
}

function fitsTogether({ certificate, key, clientCa }: NonNullable<Config['tls']>): boolean {
  try {
    createSecureContext({ cert: certificate, key, ...(clientCa === undefined ? {} : { ca: clientCa }) });
    return true;
  } catch {
    return false;
  }
}

/** What development may leave out and production may not. */
function problemsInProduction(environment: Environment): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const demand = (holds: boolean, variable: keyof Environment, rule: string) => {
    if (!holds) problems.push({ variable, rule });
  };
  const { DATABASE_URL: databaseUrl, PUBLIC_URL: publicUrl } = environment;
  demand(databaseUrl !== undefined, 'DATABASE_URL', 'must be set in production: the embedded database has no back-ups');
  demand(!hasSamplePassword(databaseUrl), 'DATABASE_URL', 'holds a sample password');
  demand(publicUrl?.startsWith('https://') === true, 'PUBLIC_URL', 'must be set in production, with https://');
  demand(environment.MAIL_FROM !== undefined || !environment.SMTP_URL, 'MAIL_FROM', 'must be set beside SMTP_URL');
  return problems;
}

/** No password at all is for sockets and client certificates; an address that cannot be read has its own problem. */
function hasSamplePassword(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return password !== '' && (samplePasswords.has(password.toLowerCase()) || password === username);
}
