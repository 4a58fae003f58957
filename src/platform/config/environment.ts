import { readFile } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Errors } from 'typebox/value';
import { parseAdapterPackage } from './adapter-packages.ts';
import type { SettingProblem } from './configuration-problems.ts';
import * as rules from './setting-rules.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A variable that may be left out; `rule` completes the sentence "NAME: …". */
function setting(rule: string, holds: (text: string) => boolean, description: string) {
  return Type.Optional(Type.Refine(Type.String({ maxLength: 4_096, description }), holds, () => rule));
}

const longestPem = 65_536;

/** Texts of PEM files, mostly given by the name of the file. */
function pem(kind: 'CERTIFICATE' | 'PRIVATE KEY', description: string) {
  const begins = new RegExp(`^-----BEGIN (?:[A-Z]+ )?${kind}-----\\r?\\n`);
  const text = Type.String({ maxLength: longestPem, description });
  return Type.Optional(
    Type.Refine(
      text,
      (value) => begins.test(value),
      () => `must be PEM and begin with a ${kind}`,
    ),
  );
}

function oneOf<const T extends string>(values: readonly T[], description: string) {
  const rule = `must be one of ${values.join(', ')}`;
  return setting(rule, (text) => (values as readonly string[]).includes(text), description);
}

const keyRing =
  'one or more `name:key`, separated by commas, the current one first; a key is 32 random bytes in base64';

/** Every variable the hub reads, with its rule. `.env.example` describes the same list for people. */
export const environmentSchema = Type.Object({
  NODE_ENV: oneOf(['development', 'production', 'test'], 'production refuses what is convenient but not safe'),
  HOST: setting('must be an IP address or a host name', rules.isHost, 'address to listen on; 127.0.0.1'),
  PORT: setting('must be a port number from 0 to 65535', rules.isWholeNumber(0, 65_535), 'port to listen on; 8080'),
  PUBLIC_URL: setting(
    'must be http:// or https:// and a host, without a path',
    rules.isOrigin,
    'where people and agents reach the hub; it stands in links and codes',
  ),
  TLS_CERTIFICATE: pem('CERTIFICATE', 'certificate of the hub with its chain; left out, a proxy ends TLS'),
  TLS_KEY: pem('PRIVATE KEY', 'private key of the certificate'),
  TLS_CLIENT_CA: pem('CERTIFICATE', 'who signs the client certificates of agents; none'),
  TRUSTED_PROXIES: setting(
    'must be networks such as 10.0.0.0/8, separated by commas',
    rules.isNetworkList,
    'proxies whose X-Forwarded-For is believed; none',
  ),
  DATABASE_URL: setting(
    'must be postgres://user:password@host:port/database',
    rules.isUrl('postgres', 'postgresql'),
    'PostgreSQL 15 or newer; left out, the embedded one is started',
  ),
  RESTORED_DATABASE_URL: setting(
    'must be postgres://user:password@host:port/database',
    rules.isUrl('postgres', 'postgresql'),
    'a restored copy of the books, for `vahid backups prove` alone; none',
  ),
  DATABASE_POOL_MAX: setting(
    'must be a whole number from 2 to 200',
    rules.isWholeNumber(2, 200),
    'most connections of one process; 10',
  ),
  LANE_HOST: setting(
    'must be an IP address or a host name',
    rules.isHost,
    'address at which other processes of the hub reach this one; 127.0.0.1',
  ),
  REDIS_URL: setting(
    'must be redis:// or rediss:// and a host',
    rules.isUrl('redis', 'rediss'),
    'carries the nudges between processes; left out, PostgreSQL does',
  ),
  DATA_DIR: setting('must not be empty', (text) => text.trim() !== '', 'files of the hub; .vahid'),
  LOG_LEVEL: oneOf(logLevels, 'least level that is logged; info'),
  HUB_SANDBOX: oneOf(
    ['true', 'false'],
    'true where no money is real: pages, receipts and answers say so; false in production, true elsewhere',
  ),
  HUB_CUT_OFF: setting(
    'must be HH:MM from 00:01 to 24:00',
    (text) => rules.parseTimeOfDay(text) !== undefined,
    'when the settlement day ends, in HUB_TIME_ZONE; 24:00',
  ),
  HUB_TIME_ZONE: setting(
    'must be a time zone such as Asia/Baku',
    rules.isTimeZone,
    'zone of the cut-off and of dates for people; Asia/Baku',
  ),
  SMTP_URL: setting('must be smtp:// or smtps:// and a host', rules.isUrl('smtp', 'smtps'), 'sends the mail'),
  MAIL_FROM: setting('must be `Name <name@host>`', rules.isMailbox, 'sender of the mail'),
  PROVIDER_PRIVATE_NETWORKS: setting(
    'must be networks such as 10.20.0.0/16, separated by commas',
    rules.isNetworkList,
    'private networks in which providers may be called; none',
  ),
  ADAPTER_PACKAGES: setting(
    'must be packages such as @bank/vahid-adapter-foo@1.2.3#<sha256>, separated by commas',
    (text) => rules.splitList(text).every((one) => parseAdapterPackage(one) !== undefined),
    'packages that may bring protocols; none',
  ),
  ENCRYPTION_KEYS: setting('must be set', (text) => text !== '', `seals identity data: ${keyRing}`),
  INDEX_KEYS: setting('must be set', (text) => text !== '', `finds identity data: ${keyRing}`),
  AGENT_TOKEN_KEYS: setting('must be set', (text) => text !== '', `signs the tokens of agents: ${keyRing}`),
});

export type Environment = Static<typeof environmentSchema>;

/** Variables that may be given as the name of a file that holds them: `INDEX_KEYS_FILE=/run/secrets/index-keys`. */
const fromFiles: readonly (keyof Environment)[] = [
  'TLS_CERTIFICATE',
  'TLS_KEY',
  'TLS_CLIENT_CA',
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'ENCRYPTION_KEYS',
  'INDEX_KEYS',
  'AGENT_TOKEN_KEYS',
];

export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** The known variables that are set; an empty one counts as left out, as compose files write it. */
export async function collectEnvironment(
  raw: RawEnvironment,
): Promise<{ readonly environment: Environment; readonly problems: readonly SettingProblem[] }> {
  const environment: Record<string, string> = {};
  for (const variable of Object.keys(environmentSchema.properties)) {
    const text = raw[variable];
    if (text !== undefined && text !== '') environment[variable] = text;
  }
  const problems: SettingProblem[] = [];
  for (const variable of fromFiles) {
    const file = raw[`${variable}_FILE`];
    if (file === undefined || file === '' || environment[variable] !== undefined) continue;
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) problems.push({ variable: `${variable}_FILE`, rule: 'names a file that cannot be read' });
    else environment[variable] = text.trim();
  }
  return { environment, problems: [...problems, ...problemsOf(environment)] };
}

/** Each variable by itself: TypeBox stops counting at eight errors of one object. */
function problemsOf(environment: Environment): SettingProblem[] {
  return Object.entries(environmentSchema.properties).flatMap(([variable, schema]) => {
    const text = environment[variable as keyof Environment];
    const [error] = text === undefined ? [] : Errors(schema, text);
    return error ? [{ variable, rule: error.message }] : [];
  });
}
