import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyRing, parseKeyRing } from '../crypto/key-ring.ts';
import type { SettingProblem } from './configuration-problems.ts';
import type { Environment } from './environment.ts';

/** The keys of the hub, one ring per purpose, so that whoever steals one of them gets no other. */
export interface Secrets {
  /** Seals values that are read again. */
  readonly encryption: KeyRing;
  /** Makes digests that are only compared. */
  readonly index: KeyRing;
  /** Signs the tokens of agents. */
  readonly agentTokens: KeyRing;
}

const variables = {
  encryption: 'ENCRYPTION_KEYS',
  index: 'INDEX_KEYS',
  agentTokens: 'AGENT_TOKEN_KEYS',
} as const satisfies Record<keyof Secrets, keyof Environment>;

type Purpose = keyof Secrets;
type Texts = Readonly<Partial<Record<Purpose, string>>>;

const purposes = Object.keys(variables) as Purpose[];
const fileName = 'secrets.json';
/** Of 32 random bytes about 30 differ; fewer than this many is a pattern, not a secret. */
const fewestDifferentBytes = 16;

/** The keys that are set. In production every one must be, each of its own, and none a sample. */
export function secretsFrom(
  environment: Environment,
  production: boolean,
): { readonly texts: Texts; readonly problems: readonly SettingProblem[] } {
  const texts: Partial<Record<Purpose, string>> = {};
  const problems: SettingProblem[] = [];
  for (const purpose of purposes) {
    const variable = variables[purpose];
    const text = environment[variable];
    if (text !== undefined) texts[purpose] = text;
    const rule = text === undefined ? production && 'must be set in production' : ruleBrokenBy(text, production);
    if (rule !== false) problems.push({ variable, rule });
  }
  return { texts, problems: [...problems, ...sharedKeys(texts)] };
}

function ruleBrokenBy(text: string, production: boolean): string | false {
  const ring = parseKeyRing(text);
  if (!ring.ok) return ring.error;
  if (production && ring.value.all.some((key) => isSample(key.bytes)))
    return 'holds a sample key: make one of your own';
  return false;
}

/** Text, or a pattern: nobody's secret. Random bytes are neither, but for odds of one in 10^13. */
function isSample(bytes: Buffer): boolean {
  const printable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable || new Set(bytes).size < fewestDifferentBytes;
}

function sharedKeys(texts: Texts): SettingProblem[] {
  const owners = new Map<string, string>();
  const problems: SettingProblem[] = [];
  for (const purpose of purposes) {
    const ring = parseKeyRing(texts[purpose] ?? '');
    for (const key of ring.ok ? ring.value.all : []) {
      const other = owners.get(key.bytes.toString('hex'));
      if (other === undefined) owners.set(key.bytes.toString('hex'), variables[purpose]);
      else problems.push({ variable: variables[purpose], rule: `must not hold the key of ${other}` });
    }
  }
  return problems;
}

/** Rings of keys that are all set and were found right. */
export function ringsOf(texts: Texts): Secrets {
  const ring = (purpose: Purpose): KeyRing => {
    const parsed = parseKeyRing(texts[purpose] ?? '');
    if (!parsed.ok) throw new Error(`${variables[purpose]} ${parsed.error}`);
    return parsed.value;
  };
  return {
    encryption: ring('encryption'),
    index: ring('index'),
    agentTokens: ring('agentTokens'),
  };
}

/**
 * For development: keys that are not set come from `secrets.json` of the data folder, which is made with random keys
 * when it is missing and which only its owner may read. Without it, data of an earlier start could not be read again.
 */
export async function completeWithStored(texts: Texts, dataDir: string): Promise<Texts> {
  if (purposes.every((purpose) => texts[purpose] !== undefined)) return texts;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, fileName);
  const stored = (await readStored(file)) ?? (await store(file));
  return { ...stored, ...texts };
}

async function readStored(file: string): Promise<Texts | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  await chmod(file, 0o600);
  return JSON.parse(text) as Texts;
}

/** The file appears whole or not at all; of two hubs that start at once, both use the first one's. */
async function store(file: string): Promise<Texts> {
  const made = Object.fromEntries(purposes.map((purpose) => [purpose, `k1:${randomBytes(32).toString('base64')}`]));
  const unfinished = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(unfinished, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  await link(unfinished, file).catch(() => undefined);
  await rm(unfinished);
  const stored = await readStored(file);
  if (!stored) throw new Error(`${file} cannot be written`);
  return stored;
}
