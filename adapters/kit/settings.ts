import type { AdapterSetting, ProviderConnection } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';

/** Everything that is wrong with a provider's end of the wire as far as a list of settings can tell, all at once. */
export function connectionProblems(connection: ProviderConnection, known: readonly AdapterSetting[]): string[] {
  const names = new Set(known.map((setting) => setting.name));
  return [
    ...endpointProblems(connection.endpoint),
    ...known.flatMap((setting) => settingProblems(setting, connection.settings[setting.name])),
    ...Object.keys(connection.settings)
      .filter((name) => !names.has(name))
      .map((name) => `setting ${name} is not known`),
  ];
}

function settingProblems(setting: AdapterSetting, value: string | undefined): string[] {
  if (value === undefined) return setting.required ? [`setting ${setting.name} is missing`] : [];
  if (setting.pattern === undefined || new RegExp(setting.pattern, 'u').test(value)) return [];
  return [`setting ${setting.name} does not match ${setting.pattern}`];
}

function endpointProblems(endpoint: string): string[] {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return ['endpoint is not an http or https address'];
  const extra = url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '';
  return [
    ...(extra ? ['endpoint has a query, a fragment or credentials in it'] : []),
    ...(endpoint.endsWith('/') ? ['endpoint ends with a slash'] : []),
  ];
}

/** Reads one setting with its documented fallback; a name that the metadata does not list is a bug. */
export type SettingReader = (name: string) => string | undefined;

export function settingReader(connection: ProviderConnection, known: readonly AdapterSetting[]): SettingReader {
  return (name) => {
    const setting = known.find((candidate) => candidate.name === name);
    assert(setting !== undefined, `no adapter setting is called ${name}`);
    return connection.settings[name] ?? setting.fallback;
  };
}

/** A setting that may be left out and is nobody's secret. */
export function optionalSetting(setting: Omit<AdapterSetting, 'required' | 'secret'>): AdapterSetting {
  return { ...setting, required: false, secret: false };
}

/** `a=b,c=d` as a map; what is not a pair is left out, since the pattern of the setting has refused it. */
export function readPairs(list: string | undefined): Map<string, string> {
  const found = (list ?? '').split(',').map((pair) => pair.split('='));
  return new Map(found.flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])));
}
