import { parseUniqueCode } from '../kernel/unique-code.ts';
import { parseCode } from '../payments/codes.ts';
import { parseReceiptNumber } from '../payments/receipt-number.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import type { Provider } from '../providers/model.ts';

/** What a teller typed or scanned into the one field that takes everything. */
export type Searched =
  | { readonly kind: 'citizen'; readonly uniqueCode: string }
  | { readonly kind: 'card'; readonly cardSeries: string; readonly cardNumber: string }
  | { readonly kind: 'fin'; readonly fin: string }
  | { readonly kind: 'payment-code'; readonly code: string }
  | { readonly kind: 'receipt'; readonly number: string; readonly otherwise: AccountsSearched }
  | AccountsSearched;

interface AccountsSearched {
  readonly kind: 'accounts';
  readonly account: string;
  readonly providers: readonly Provider[];
}

/** Longest text that is looked at, characters: the longest bar code of a bill is shorter. */
const longestSearch = 200;

const finShape = /^[0-9A-HJ-NP-Za-hj-np-z]{7}$/;

/**
 * Reads the search field. Unique codes, payment codes and receipt numbers prove themselves by their check digit; a card begins with the letters of
 * its series. Everything else is an account, of each active provider that writes accounts so. One number may be read in
 * several ways: then the first reading is the one with the strongest proof, unless the teller chose a provider.
 */
export function readSearch(typed: string, providers: readonly Provider[], chosen: string | null = null): Searched {
  const text = typed.trim().slice(0, longestSearch);
  const among = chosen === null ? providers : providers.filter((provider) => provider.code === chosen);
  if (chosen === null) {
    const code = parseUniqueCode(text);
    if (code.ok) return { kind: 'citizen', uniqueCode: code.value };
    const card = /^([A-Za-z]{2,3})[\s-]*([0-9]{7,8})$/.exec(text);
    const receipt = parseReceiptNumber(text);
    // Check digit and day are right: it is read as an account only where the agent has no such receipt.
    if (receipt) return { kind: 'receipt', number: receipt.number, otherwise: asAccount(text, among) };
    if (card) return { kind: 'card', cardSeries: (card[1] ?? '').toUpperCase(), cardNumber: card[2] ?? '' };
    const payment = parseCode(text);
    const isAccount = among.some((provider) => takes(provider, text));
    // A FIN has no check digit: what a provider takes as an account is an account, and figures alone are no FIN.
    if (finShape.test(text) && /[A-Za-z]/.test(text) && !isAccount) return { kind: 'fin', fin: text.toUpperCase() };
    if (payment !== undefined && !isAccount) return { kind: 'payment-code', code: payment };
  }
  return asAccount(text, among);
}

function asAccount(text: string, among: readonly Provider[]): AccountsSearched {
  return { kind: 'accounts', account: text, providers: among.filter((provider) => takes(provider, text)) };
}

/** Whether a provider can be asked about what was typed, with nothing beside it. */
function takes(provider: Provider, text: string): boolean {
  return provider.state === 'active' && parseAccountInput(provider, { account: text, fields: {} }, 'ask').ok;
}
