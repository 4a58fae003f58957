import type { AccountAnswer, AccountInput, Bill, DebtAnswer, LineState } from '../../src/kernel/adapter.ts';
import { negate, zero, type Currency, type Minor } from '../../src/kernel/money.ts';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import type { SettingReader } from './settings.ts';

/** Names of answer fields by what they hold; undefined where the provider does not send them. */
export interface FieldNames {
  readonly proof: string | undefined;
  readonly holderName: string | undefined;
  readonly address: string | undefined;
  readonly debt: string | undefined;
  readonly debtMeans: 'owed' | 'balance';
  readonly bills: string | undefined;
  readonly line: string | undefined;
  readonly plan: string | undefined;
  readonly renewsOn: string | undefined;
}

/** What an answer says of an account beside its result: free fields, whose names each provider agrees with the hub. */
export interface AccountFields {
  readonly values: Readonly<Record<string, string>>;
  readonly names: FieldNames;
  readonly currency: Currency;
  /** An amount in the protocol's own form, a leading minus allowed. */
  readonly parseBalance: (text: string, currency: Currency) => Result<Minor, unknown>;
}

export function readFieldNames(read: SettingReader): FieldNames {
  return {
    proof: read('proofField'),
    holderName: read('holderNameField'),
    address: read('addressField'),
    debt: read('debtField'),
    debtMeans: read('debtMeans') === 'balance' ? 'balance' : 'owed',
    bills: read('billFields'),
    line: read('lineField'),
    plan: read('planField'),
    renewsOn: read('renewsOnField'),
  };
}

/** The account as its fields tell it. The account itself is ours: these protocols do not echo it. */
export function accountAnswer(fields: AccountFields, input: AccountInput): AccountAnswer {
  const { names } = fields;
  return {
    account: input.account,
    holderName: textOf(fields, names.holderName),
    address: textOf(fields, names.address),
    proven: names.proof !== undefined && (input.fields[names.proof] ?? '') !== '',
  };
}

/** The debt by the same fields, or `malformed` when one that is there is not of its form or the agreed one is missing. */
export function debtAnswer(fields: AccountFields, input: AccountInput): Result<DebtAnswer, 'malformed'> {
  const balance = readBalance(fields);
  const bills = readBills(fields);
  const line = readLine(fields);
  if (!balance.ok || !bills.ok || !line.ok) return err('malformed');
  return ok({
    ...accountAnswer(fields, input),
    currency: fields.currency,
    balance: balance.value,
    balanceTold: fields.names.debt !== undefined,
    bills: bills.value,
    line: line.value,
  });
}

function textOf({ values }: AccountFields, name: string | undefined): string | null {
  const text = name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
  return text === undefined || text === '' ? null : text;
}

function readBalance(fields: AccountFields): Result<Minor, 'malformed'> {
  const { names, currency, parseBalance } = fields;
  if (names.debt === undefined) return ok(zero);
  const parsed = parseBalance(textOf(fields, names.debt) ?? '', currency);
  if (!parsed.ok) return err('malformed');
  return ok(names.debtMeans === 'owed' ? parsed.value : negate(parsed.value));
}

function readBills(fields: AccountFields): Result<readonly Bill[], 'malformed'> {
  const prefix = fields.names.bills;
  if (prefix === undefined) return ok([]);
  const bills: Bill[] = [];
  for (let index = 1; ; index += 1) {
    const text = textOf(fields, `${prefix}${index}`);
    if (text === null) return ok(bills);
    const bill = readBill(text, fields);
    if (!bill) return err('malformed');
    bills.push(bill);
  }
}

function readBill(text: string, { currency, parseBalance }: AccountFields): Bill | undefined {
  const match = /^([^|]{1,64})\|([0-9]{4}-[0-9]{2})?\|([0-9]{4}-[0-9]{2}-[0-9]{2})?\|([0-9.]{1,18})$/.exec(text);
  const amount = parseBalance(match?.[4] ?? '', currency);
  if (!match?.[1] || !amount.ok || amount.value <= 0n) return undefined;
  return { number: match[1], period: match[2] ?? null, dueOn: match[3] ?? null, amount: amount.value };
}

function readLine(fields: AccountFields): Result<LineState | null, 'malformed'> {
  const { names } = fields;
  const kind = textOf(fields, names.line);
  if (kind === null) return ok(null);
  const renewsOn = textOf(fields, names.renewsOn);
  if (kind !== 'prepaid' && kind !== 'postpaid') return err('malformed');
  if (renewsOn !== null && !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(renewsOn)) return err('malformed');
  return ok({ kind, plan: textOf(fields, names.plan), renewsOn });
}
