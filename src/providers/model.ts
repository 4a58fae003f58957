import type { InputField, Localized } from '../kernel/adapter.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import type { Channel } from '../fees/model.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import { present } from '../kernel/assert.ts';

/** What kind of bill a provider sends. */
export type Service = 'gas' | 'water' | 'power' | 'fixed' | 'mobile';

export const services: readonly Service[] = ['gas', 'water', 'power', 'fixed', 'mobile'];

/** `suspended` by the operator, `maintenance` announced by the provider; only `active` ones are asked and paid. */
export type ProviderState = 'active' | 'suspended' | 'maintenance';

export const providerStates: readonly ProviderState[] = ['active', 'suspended', 'maintenance'];

/** How an amount must stand to the debt: see `checkAmount`. */
export type Exactness = 'exact' | 'at-least' | 'at-most' | 'any' | 'range' | 'multiple';

export const exactnesses: readonly Exactness[] = ['exact', 'at-least', 'at-most', 'any', 'range', 'multiple'];

/**
 * For how many of its open bills a provider takes money at once: `one` of them, `several`, or `all`. `free`: money is for
 * the account, and what it pays is the provider's own matter.
 */
export type BillRule = 'free' | 'one' | 'several' | 'all';

export const billRules: readonly BillRule[] = ['free', 'one', 'several', 'all'];

/** Where a payer stands when an amount is limited. Money that was collected before is taken whatever the limits. */
export type LimitedChannel = Exclude<Channel, 'collected'>;

export const limitedChannels: readonly LimitedChannel[] = ['counter', 'kiosk', 'cabinet', 'bulk'];

export interface AmountLimits {
  readonly minAmount: Minor | null;
  readonly maxAmount: Minor | null;
}

/** Which amounts a provider takes; amounts in minor units of its currency. */
export interface AmountRule extends AmountLimits {
  readonly exactness: Exactness;
  /** Only with `multiple`. */
  readonly multipleOf: Minor | null;
  /** Left out: `free`. */
  readonly bills?: BillRule;
  /** Narrower limits of some channels; they hold beside the general ones. */
  readonly channels?: Readonly<Partial<Record<LimitedChannel, AmountLimits>>>;
}

/** How the number of an account is typed, checked and printed. */
export interface AccountFormat {
  /** Exactly one of them is named `account`. */
  readonly fields: readonly InputField[];
  /** `#` for one character of the account, anything else is printed as it stands; null: the account as it is. */
  readonly accountMask: string | null;
  /** What people write before an account that is no part of it: `+994`, `0`. */
  readonly accountPrefixes: readonly string[];
}

/** A company's name from a date on. */
export interface DatedName {
  readonly validFrom: BusinessDate;
  readonly name: Localized;
}

/** Who is owed. Credentials are not part of it: only the connection knows them. */
export interface Provider extends AccountFormat {
  readonly id: string;
  readonly code: string;
  readonly service: Service;
  /** The name today; `nameOn` says what it was on another day. */
  readonly name: Localized;
  /** All names, oldest first. */
  readonly names: readonly DatedName[];
  readonly currency: Currency;
  readonly protocol: string;
  readonly endpoint: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly queryTimeoutMs: number;
  readonly payTimeoutMs: number;
  readonly maxConcurrency: number;
  readonly state: ProviderState;
  /** Language of its reports and mails. */
  readonly language: keyof Localized;
  readonly rule: AmountRule;
  /** Days of the month on which it issues invoices; empty where it has no such days. */
  readonly invoiceDays: readonly number[];
  readonly settlementMode: 'net' | 'gross';
  readonly iban: string | null;
  readonly duplicateWindowS: number;
  /** Grows with every change. */
  readonly version: number;
  readonly createdAt: Date;
}

/** The name a company bore on a date; before its first known name, the first. `names` is never empty. */
export function nameOn(names: readonly DatedName[], date: BusinessDate): Localized {
  const sorted = names.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const borne = sorted.filter((dated) => dated.validFrom <= date).at(-1) ?? sorted[0];
  return present(borne, 'a name of the provider').name;
}

/** The account as people read it: `012345678901234` under `### ### ### ### ###` is `012 345 678 901 234`. */
export function printAccount(format: Pick<AccountFormat, 'accountMask'>, account: string): string {
  const mask = format.accountMask;
  if (mask === null || mask.split('#').length - 1 !== account.length) return account;
  let next = 0;
  return mask.replace(/#/g, () => account.charAt(next++));
}
