import type { Choice, InputField } from '../kernel/adapter.ts';
import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { currencies, formatAmount, parseAmount, type Currency, type Minor } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { isObject, type Json, makeReader, type Reader } from './entry-reader.ts';
import {
  type AmountLimits,
  type AmountRule,
  billRules,
  type DatedName,
  exactnesses,
  limitedChannels,
  providerStates,
  services,
} from './model.ts';
import type { ProviderData } from './provider-data.ts';
import { termsOf } from './stored-terms.ts';

/** A provider as JSON: what the API takes and shows, and what a file of `vahid provider propose` holds. Amounts are decimal strings. */
export type ProviderEntry = Json;

/** What a new provider has unless its entry says otherwise; times in milliseconds and seconds as their names say. */
const defaults: Json = {
  settings: {},
  secrets: {},
  queryTimeoutMs: 5_000,
  payTimeoutMs: 15_000,
  maxConcurrency: 10,
  state: 'suspended',
  language: 'az',
  rule: { exactness: 'any', multipleOf: null, minimum: null, maximum: null, bills: 'free', channels: {} },
  accountMask: null,
  accountPrefixes: [],
  invoiceDays: [],
  settlementMode: 'net',
  iban: null,
  duplicateWindowS: 600,
};

const required = ['code', 'service', 'names', 'currency', 'protocol', 'endpoint', 'fields'] as const;

/** Names of the parts of an entry. */
const entryParts: readonly string[] = [...required, ...Object.keys(defaults)];

const languages = ['az', 'ru', 'en'] as const;
const settlementModes = ['net', 'gross'] as const;

/** An entry of a new provider with its defaults; one of a known provider with what it leaves out taken from `before`. */
export function completeEntry(given: Json, before: Json = defaults): Json {
  return mergePatch(before, given);
}

/** RFC 7396 as far as entries need it: objects are merged, null takes a value away or is one, anything else replaces. */
function mergePatch(before: Json, patch: Json): Json {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    merged[name] = isObject(value) && isObject(old) ? mergeTexts(old, value) : value;
  }
  return merged;
}

function mergeTexts(before: Json, patch: Json): Json {
  const merged = { ...before, ...patch };
  // A setting that is null is taken away; a limit that is null is no limit, and the reader knows it.
  return Object.fromEntries(Object.entries(merged).filter(([name, value]) => value !== null || limits.has(name)));
}

const limits: ReadonlySet<string> = new Set(['multipleOf', 'minimum', 'maximum']);

/**
 * Reads a whole entry. What is of the wrong type is in `problems`, by field, and stands in the data as something harmless,
 * so that everything else can be looked at in the same breath.
 */
export function readEntry(entry: Json): { readonly data: ProviderData; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const read = makeReader(entry, '', problems);
  read.onlyKnown(entryParts);
  const currency = read.oneOf('currency', currencies, 'AZN');
  const data: ProviderData = {
    code: read.text('code', 32),
    service: read.oneOf('service', services, 'power'),
    names: read.list('names', 50, readName),
    currency,
    protocol: read.text('protocol', 32),
    endpoint: read.text('endpoint', 500),
    settings: read.texts('settings', 100),
    secrets: read.texts('secrets', 20),
    queryTimeoutMs: read.whole('queryTimeoutMs'),
    payTimeoutMs: read.whole('payTimeoutMs'),
    maxConcurrency: read.whole('maxConcurrency'),
    state: read.oneOf('state', providerStates, 'suspended'),
    language: read.oneOf('language', languages, 'az'),
    rule: readRule(read.object('rule'), currency),
    fields: read.list('fields', 10, readField),
    accountMask: read.textOrNull('accountMask', 100),
    accountPrefixes: read.list('accountPrefixes', 10, (item) => item.value(10)),
    invoiceDays: read.list('invoiceDays', 28, (item) => item.wholeValue()),
    settlementMode: read.oneOf('settlementMode', settlementModes, 'net'),
    iban: read.textOrNull('iban', 34),
    duplicateWindowS: read.whole('duplicateWindowS'),
  };
  return { data, problems };
}

function readName(item: Reader): DatedName {
  item.onlyKnown(['validFrom', 'name']);
  return { validFrom: item.text('validFrom', 10), name: item.localized('name') };
}

function readField(item: Reader): InputField {
  item.onlyKnown(['name', 'label', 'help', 'pattern', 'minLength', 'maxLength', 'example', 'choices', 'proof']);
  return {
    name: item.text('name', 32),
    label: item.localized('label'),
    help: item.localized('help'),
    pattern: item.text('pattern', 200),
    minLength: item.whole('minLength'),
    maxLength: item.whole('maxLength'),
    example: item.text('example', 100),
    ...(item.has('choices') ? { choices: item.list('choices', 100, readChoice) } : {}),
    proof: item.flag('proof', false),
  };
}

function readChoice(item: Reader): Choice {
  item.onlyKnown(['value', 'label']);
  return { value: item.text('value', 100), label: item.localized('label') };
}

function readRule(read: Reader, currency: Currency): AmountRule {
  read.onlyKnown(['exactness', 'multipleOf', 'minimum', 'maximum', 'bills', 'channels']);
  return {
    exactness: read.oneOf('exactness', exactnesses, 'any'),
    multipleOf: readLimit(read, 'multipleOf', currency),
    ...readLimits(read, currency),
    ...termsOf({
      bills: read.has('bills') ? read.oneOf('bills', billRules, 'free') : 'free',
      channels: read.has('channels') ? readChannels(read.object('channels'), currency) : {},
    }),
  };
}

function readChannels(read: Reader, currency: Currency): NonNullable<AmountRule['channels']> {
  read.onlyKnown(limitedChannels);
  const given = limitedChannels.filter((channel) => read.has(channel));
  return Object.fromEntries(
    given.map((channel) => {
      const own = read.object(channel);
      own.onlyKnown(['minimum', 'maximum']);
      return [channel, readLimits(own, currency)];
    }),
  );
}

function readLimits(read: Reader, currency: Currency): AmountLimits {
  return { minAmount: readLimit(read, 'minimum', currency), maxAmount: readLimit(read, 'maximum', currency) };
}

function readLimit(read: Reader, name: string, currency: Currency): Minor | null {
  const text = read.textOrNull(name, 16);
  if (text === null) return null;
  const amount = parseAmount(text, currency);
  if (amount.ok) return amount.value;
  read.report(name, 'amount', 'a decimal string above zero, such as "0.10", or null');
  return null;
}

/** The entry of data, without credentials: reading it gives the same data. */
export function entryOf(data: Omit<ProviderData, 'secrets'>): ProviderEntry {
  const { rule, currency } = data;
  const amount = (value: Minor | null) => (value === null ? null : formatAmount(value, currency));
  return {
    ...{ code: data.code, service: data.service, names: data.names, currency, protocol: data.protocol },
    ...{ endpoint: data.endpoint, settings: data.settings, queryTimeoutMs: data.queryTimeoutMs },
    ...{ payTimeoutMs: data.payTimeoutMs, maxConcurrency: data.maxConcurrency, state: data.state },
    ...{ language: data.language, fields: data.fields, accountMask: data.accountMask },
    ...{ accountPrefixes: data.accountPrefixes, invoiceDays: data.invoiceDays, iban: data.iban },
    ...{ settlementMode: data.settlementMode, duplicateWindowS: data.duplicateWindowS },
    rule: {
      exactness: rule.exactness,
      multipleOf: amount(rule.multipleOf),
      minimum: amount(rule.minAmount),
      maximum: amount(rule.maxAmount),
      bills: rule.bills ?? 'free',
      channels: Object.fromEntries(
        Object.entries(rule.channels ?? {}).map(([channel, { minAmount, maxAmount }]) => [
          channel,
          { minimum: amount(minAmount), maximum: amount(maxAmount) },
        ]),
      ),
    },
  };
}

/** The code that an entry names; the form of an unread one is not trusted. */
export function codeOf(entry: Json): Result<string, FieldProblem> {
  const { code } = entry;
  const isCode = typeof code === 'string' && /^[a-z][a-z0-9-]{1,31}$/.test(code);
  const detail = 'a-z, digits and hyphens, 2 to 32 characters';
  return isCode ? ok(code) : err({ field: '/code', rule: 'pattern', detail });
}
