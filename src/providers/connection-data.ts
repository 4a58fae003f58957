import type { Adapter, AdapterSetting, ProviderConnection } from '../kernel/adapter.ts';
import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import type { ProviderData } from './provider-data.ts';

/** What of a provider's data its protocol sees. */
export function connectionOf(data: ProviderData): ProviderConnection {
  return {
    providerCode: data.code,
    currency: data.currency,
    endpoint: data.endpoint,
    settings: { ...data.settings, ...data.secrets },
    timeouts: { queryMs: data.queryTimeoutMs, payMs: data.payTimeoutMs },
  };
}

/**
 * What is wrong with settings and credentials: each by its own field as far as the metadata tell, then what only the
 * adapter knows of several together. Values are never repeated: they may be secrets.
 */
export function connectionProblems(data: ProviderData, adapter: Adapter): FieldProblem[] {
  const known = new Map(adapter.metadata.settings.map((setting) => [setting.name, setting]));
  const problems = [
    ...Object.entries(data.settings).flatMap(([name, value]) => valueProblems(known.get(name), { name, value })),
    ...Object.entries(data.secrets).flatMap(([name, value]) => secretProblems(known.get(name), { name, value })),
    ...adapter.metadata.settings.flatMap((setting) => missingProblems(data, setting)),
  ];
  const told = new Set(problems.map(({ field }) => field.slice(field.lastIndexOf('/') + 1)));
  const others = (adapter.problems?.(connectionOf(data)) ?? []).filter((text) => !isTold(text, told));
  return [...problems, ...others.map((detail) => ({ field: '/settings', rule: 'adapter', detail }))];
}

interface Named {
  readonly name: string;
  readonly value: string;
}

function valueProblems(setting: AdapterSetting | undefined, { name, value }: Named): FieldProblem[] {
  const field = `/settings/${name}`;
  if (!setting) return [{ field, rule: 'unknown_setting', detail: 'no setting of the protocol has this name' }];
  if (setting.secret) return [{ field, rule: 'secret', detail: 'credentials belong into `secrets`' }];
  return patternProblems(setting, { field, value });
}

function secretProblems(setting: AdapterSetting | undefined, { name, value }: Named): FieldProblem[] {
  const field = `/secrets/${name}`;
  if (!setting?.secret) {
    return [{ field, rule: 'not_secret', detail: 'no secret setting of the protocol has this name' }];
  }
  return patternProblems(setting, { field, value });
}

function patternProblems(
  setting: AdapterSetting,
  { field, value }: { readonly field: string; readonly value: string },
): FieldProblem[] {
  if (setting.pattern === undefined || new RegExp(setting.pattern, 'u').test(value)) return [];
  return [{ field, rule: 'pattern', detail: `${setting.description}; ${setting.pattern}` }];
}

function missingProblems(data: ProviderData, setting: AdapterSetting): FieldProblem[] {
  const isThere = Object.hasOwn(data.settings, setting.name) || Object.hasOwn(data.secrets, setting.name);
  if (!setting.required || isThere) return [];
  const field = `/${setting.secret ? 'secrets' : 'settings'}/${setting.name}`;
  return [{ field, rule: 'required', detail: setting.description }];
}

/** Adapters complain of single settings and of the address in words of the kit; those have their field already. */
function isTold(text: string, told: ReadonlySet<string>): boolean {
  if (/^endpoint (?:is|has|ends)/.test(text)) return true;
  const name = /^setting (\S+) (?:is missing|is not known|does not match)/.exec(text)?.[1];
  return name !== undefined && told.has(name);
}
