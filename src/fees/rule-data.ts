import { isBusinessDate } from '../kernel/business-date.ts';
import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { currencies, isCurrency, minor, parseBalance, zero, type Currency, type Minor } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { channels, feeBearers, type Channel, type FeeBearer, type FeeSlab } from './model.ts';

/** A rule, or the next version of one, as an operator writes it down: parties by their codes, amounts and rates as decimals. */
export interface FeeRuleData {
  /** The rule of which this is the next version; null for a new rule. */
  readonly rule: string | null;
  readonly bearer: FeeBearer;
  readonly provider: string | null;
  readonly agent: string | null;
  readonly channel: Channel | null;
  readonly currency: Currency;
  readonly slabs: readonly FeeSlab[];
  readonly minFee: Minor;
  readonly maxFee: Minor | null;
  readonly vatRatePpm: number;
  readonly validFrom: string;
  readonly validTo: string | null;
}

const fieldNames: ReadonlySet<string> = new Set([
  ...['rule', 'bearer', 'provider', 'agent', 'channel', 'currency', 'slabs', 'minFee', 'maxFee', 'vatPercent'],
  ...['validFrom', 'validTo'],
]);
const slabNames: ReadonlySet<string> = new Set(['upTo', 'flat', 'percent']);
const mostSlabs = 50;

type Json = Readonly<Record<string, unknown>>;
type Report = (field: string, rule: string, detail: string) => void;

/** Reads a rule from JSON. Refuses with everything that is wrong with it, field by field. What may be left out: `rule` and all that is null or nought. */
export function parseRuleData(input: unknown): Result<FeeRuleData, FieldProblem[]> {
  const problems: FieldProblem[] = [];
  const report: Report = (field, rule, detail) => problems.push({ field, rule, detail });
  if (!isObject(input))
    return err([{ field: '', rule: 'object', detail: 'a JSON object with the fields of one rule' }]);
  reportUnknown(input, fieldNames, { pointer: '', report });
  const currency = typeof input.currency === 'string' && isCurrency(input.currency) ? input.currency : undefined;
  if (!currency) report('/currency', 'unknown', `one of ${currencies.join(', ')}`);
  const bearer = oneOf(feeBearers, input.bearer);
  if (!bearer) report('/bearer', 'unknown', `one of ${feeBearers.join(', ')}`);
  const channel = oneOf(channels, input.channel);
  if (!channel && input.channel !== undefined && input.channel !== null)
    report('/channel', 'unknown', `one of ${channels.join(', ')}, or null for all`);
  const amounts = amountReader(currency ?? 'AZN', report);
  const data = {
    ...{ rule: readCode(input, 'rule', report), channel: channel ?? null },
    ...{ provider: readCode(input, 'provider', report), agent: readCode(input, 'agent', report) },
    slabs: readSlabs(input.slabs, { amounts, report }),
    minFee: input.minFee === undefined ? zero : amounts('/minFee', input.minFee),
    maxFee: input.maxFee === undefined || input.maxFee === null ? null : amounts('/maxFee', input.maxFee),
    vatRatePpm: readPercent('/vatPercent', input.vatPercent ?? '0', report),
    ...readDates(input, report),
  };
  if (data.maxFee !== null && data.maxFee < data.minFee) report('/maxFee', 'range', 'at least minFee');
  if (bearer === 'commission' && data.vatRatePpm !== 0) {
    report('/vatPercent', 'range', 'nought for a commission: agents account for their own VAT');
  }
  if (problems.length > 0 || !bearer || !currency) return err(problems);
  return ok({ ...data, bearer, currency });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

function reportUnknown(
  value: Json,
  known: ReadonlySet<string>,
  { pointer, report }: { readonly pointer: string; readonly report: Report },
): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) report(`${pointer}/${name}`, 'unknown_field', `one of ${[...known].join(', ')}`);
  }
}

function readCode(input: Json, name: 'rule' | 'provider' | 'agent', report: Report): string | null {
  const value = input[name] ?? null;
  if (value === null) return null;
  if (typeof value === 'string' && /^[a-z0-9][a-z0-9-]{1,63}$/.test(value)) return value;
  report(
    `/${name}`,
    'pattern',
    name === 'rule' ? 'the id of a rule, as `fees list` shows it' : `the code of one ${name}, or null for all`,
  );
  return null;
}

/** Amounts are decimal strings of nought or more. */
function amountReader(currency: Currency, report: Report) {
  return (field: string, value: unknown): Minor => {
    const amount = typeof value === 'string' && !value.startsWith('-') ? parseBalance(value, currency) : undefined;
    if (amount?.ok) return amount.value;
    report(field, 'amount', 'a decimal string of nought or more, such as "0.40"');
    return zero;
  };
}

/** Per cent as a decimal string with at most four decimals, as parts per million. */
function readPercent(field: string, value: unknown, report: Report): number {
  const match = typeof value === 'string' ? /^(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,4}))?$/.exec(value) : null;
  const ppm = match ? Number(`${match[1]}${(match[2] ?? '').padEnd(4, '0')}`) : -1;
  if (ppm >= 0 && ppm <= 1_000_000) return ppm;
  report(field, 'percent', 'a decimal string from "0" to "100" with at most four decimals, such as "1.4"');
  return 0;
}

/** Every amount falls into exactly one slab: bounds ascend, and the last slab, and only it, has none. */
function readSlabs(
  value: unknown,
  { amounts, report }: { readonly amounts: (field: string, value: unknown) => Minor; readonly report: Report },
): FeeSlab[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostSlabs) {
    report('/slabs', 'count', `1 to ${mostSlabs} slabs`);
    return [];
  }
  let before = minor(-1n);
  return value.map((slab: unknown, index) => {
    const pointer = `/slabs/${index}`;
    const fields = isObject(slab) ? slab : {};
    if (!isObject(slab)) report(pointer, 'object', 'an object with upTo, flat and percent');
    reportUnknown(fields, slabNames, { pointer, report });
    const isLast = index === value.length - 1;
    const upTo = (fields.upTo ?? null) === null ? null : amounts(`${pointer}/upTo`, fields.upTo);
    if (isLast !== (upTo === null)) {
      report(
        `${pointer}/upTo`,
        'gap',
        isLast ? 'null: larger amounts need a fee as well' : 'a bound: only the last slab has none',
      );
    }
    if (upTo !== null && upTo <= (before < 0n ? zero : before)) {
      report(`${pointer}/upTo`, 'overlap', 'above the bound of the slab before, and above nought');
    }
    before = upTo ?? before;
    const flat = fields.flat === undefined ? zero : amounts(`${pointer}/flat`, fields.flat);
    return { upTo, flat, ratePpm: readPercent(`${pointer}/percent`, fields.percent ?? '0', report) };
  });
}

function readDates(input: Json, report: Report): Pick<FeeRuleData, 'validFrom' | 'validTo'> {
  const read = (name: 'validFrom' | 'validTo') => {
    const value = input[name];
    if (typeof value === 'string' && isBusinessDate(value)) return value;
    report(`/${name}`, 'date', 'a date YYYY-MM-DD');
    return '';
  };
  const validFrom = read('validFrom');
  const validTo = input.validTo === undefined || input.validTo === null ? null : read('validTo');
  if (validTo !== null && validTo <= validFrom)
    report('/validTo', 'range', 'after validFrom: the first day without the rule');
  return { validFrom, validTo };
}
