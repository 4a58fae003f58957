import type { MaintenanceOutlook } from '../availability/model.ts';
import type { AccountInput, Bill, LineState } from '../kernel/adapter.ts';
import type { MeterState } from '../kernel/meter-contract.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { AccountHistory } from '../payments/guards.ts';
import type { AmountRule } from '../providers/model.ts';

/** Who asks what an account owes, and alone may pay by the quote. */
export type Asker =
  | {
      readonly kind: 'agent';
      readonly agentId: string;
      /** The citizen whose debts a teller looked up: payments by the quote then stand in that citizen's history. */
      readonly forCitizenId?: string | null;
    }
  | { readonly kind: 'citizen'; readonly citizenId: string };

/** One account to ask about. */
export interface DebtTarget {
  /** The caller's own name for the line (a link's id, a position); comes back with the line. */
  readonly key: string;
  readonly providerId: string;
  readonly input: AccountInput;
  /** True where the asker proved to hold the account: name and address come back in full. */
  readonly unmasked: boolean;
  /** Numbers of the bills to quote for; those that are not open any more choose nothing. */
  readonly bills?: readonly string[];
}

/** What a provider said an account owes, which a payment can name until it expires. */
export interface Quote {
  readonly id: string;
  readonly asker: Asker;
  readonly providerId: string;
  readonly account: string;
  /** Further values that the payment must carry; proofs are left out. */
  readonly fields: Readonly<Record<string, string>>;
  readonly currency: Currency;
  /** Minor units; negative when the account is overpaid or holds a prepaid balance. */
  readonly balance: Minor;
  /** False where the provider does not tell what is owed: the balance is then zero and says nothing. */
  readonly balanceTold: boolean;
  /** Open bills, oldest first; those that were chosen, where some were. */
  readonly bills: readonly Bill[];
  /** True where one of the bills has to be chosen before anything is paid. */
  readonly mustChoose?: boolean;
  readonly line: LineState | null;
  /** The provider's rule as it stood when it answered. */
  readonly rule: AmountRule;
  /** What is known of the account when the payer has to be asked. Shown to nobody. */
  readonly history: AccountHistory;
  readonly holderNameMasked: string | null;
  readonly obtainedAt: Date;
  readonly expiresAt: Date;
  /** True where the provider is silent and its contract lets the last known bill be paid: `obtainedAt` is that bill's. */
  readonly standIn: boolean;
}

/** The last answer of an account, shown with its date while the provider is silent. */
export interface LastKnownDebt {
  readonly currency: Currency;
  readonly balance: Minor;
  readonly bills: readonly Bill[];
  readonly obtainedAt: Date;
}

/** Name and address as the asker may see them. */
export interface HolderView {
  readonly name: string | null;
  readonly address: string | null;
  readonly masked: boolean;
}

/**
 * Why a line has no answer: the provider is out of service (`suspended`, `maintenance`); it did not answer in time or
 * at all (`timeout`, `not_answering`); the hub does not ask it for now (`busy`, `breaker_open`); or it answered what
 * must not be shown (`wrong_account`, `wrong_currency`, `malformed`). `internal` is a fault of the hub.
 */
export type UnavailableReason =
  | 'suspended'
  | 'maintenance'
  | 'timeout'
  | 'not_answering'
  | 'busy'
  | 'breaker_open'
  | 'wrong_account'
  | 'wrong_currency'
  | 'malformed'
  | 'internal';

interface LineOfTarget {
  readonly key: string;
  readonly providerId: string;
  readonly account: string;
  /** The provider's planned work: under way, and announced. */
  readonly maintenance: MaintenanceOutlook;
}

/** What became of one account that was asked about. */
export type DebtLine =
  | (LineOfTarget & {
      readonly kind: 'quoted';
      readonly quote: Quote;
      readonly holder: HolderView;
      /** The meter of the account, where the provider tells it. It is not kept with the quote. */
      readonly meter: MeterState | null;
    })
  | (LineOfTarget & { readonly kind: 'no-such-account' })
  | (LineOfTarget & { readonly kind: 'refused'; readonly reason: 'account' | 'proof' })
  | (LineOfTarget & {
      readonly kind: 'unavailable';
      readonly reason: UnavailableReason;
      readonly lastKnown: LastKnownDebt | null;
    });

/** The error a line without a quote stands for, where one line is the whole answer; null for a quoted line. */
export function lineRefusal(line: DebtLine): Refusal | null {
  switch (line.kind) {
    case 'quoted':
      return null;
    case 'no-such-account':
      return refusal('account_not_found');
    case 'refused':
      return refusal(line.reason === 'proof' ? 'proof_refused' : 'account_refused');
    case 'unavailable':
      return refusal(isSwitchedOff(line.reason) ? 'provider_disabled' : 'provider_unavailable');
  }
}

function isSwitchedOff(reason: UnavailableReason): boolean {
  return reason === 'suspended' || reason === 'maintenance';
}

/** True from the instant of expiry on. */
export function isExpired(quote: Pick<Quote, 'expiresAt'>, now: Date): boolean {
  return now.getTime() >= quote.expiresAt.getTime();
}

/** True when the quote was made for this asker: nobody pays by, or sees, another's. */
export function isQuoteOf(quote: Pick<Quote, 'asker'>, asker: Asker): boolean {
  if (quote.asker.kind === 'agent') return asker.kind === 'agent' && quote.asker.agentId === asker.agentId;
  return asker.kind === 'citizen' && quote.asker.citizenId === asker.citizenId;
}
