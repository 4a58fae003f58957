import { type Customer, type DeskLine, nobodyYet } from '../../desks/model.ts';
import { readSearch, type Searched } from '../../desks/search.ts';
import { maskText } from '../../accounts/masking.ts';
import { present } from '../../kernel/assert.ts';
import { type Refusal, refusal } from '../../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { carriedBills, providerFields } from '../../payments/bills.ts';
import type { Provider } from '../../providers/model.ts';
import type { Web } from '../visit.ts';
import { actorOf, countLookup, type DeskVisit } from './desk-visit.ts';

/** Who or what was found, or the providers among which the teller has to choose. */
export type Found =
  | { readonly kind: 'customer'; readonly customer: Customer }
  | { readonly kind: 'line'; readonly line: DeskLine; readonly customerId: string }
  | { readonly kind: 'choose'; readonly providers: readonly Provider[] };

/** Finds what was typed or scanned. Refuses: not_found, account_not_found, basket_not_payable, too_many_requests, and what the look-up of a citizen refuses. */
export async function find(
  web: Web,
  visit: DeskVisit,
  { typed, chosen }: { readonly typed: string; readonly chosen: string | null },
): Promise<Result<Found, Refusal>> {
  const counted = await countLookup(web, visit);
  if (!counted.ok) return counted;
  const searched = readSearch(typed, await web.deps.providers.list({ state: 'active' }), chosen);
  switch (searched.kind) {
    case 'citizen':
      return findCitizen(web, visit, { uniqueCode: searched.uniqueCode });
    case 'card':
      return findCitizen(web, visit, { cardSeries: searched.cardSeries, cardNumber: searched.cardNumber });
    case 'fin':
      return findCitizen(web, visit, { fin: searched.fin });
    case 'payment-code':
      return findBasket(web, searched.code);
    case 'receipt':
      return findReceipt(web, visit, searched);
    case 'accounts':
      return findAccount(web, searched);
  }
}

async function findCitizen(
  web: Web,
  visit: DeskVisit,
  by: Parameters<Web['deps']['citizens']['counter']['find']>[1],
): Promise<Result<Found, Refusal>> {
  const found = await web.deps.citizens.counter.find(actorOf(visit.desk), by);
  if (!found.ok) return found;
  return ok({ kind: 'customer', customer: await customerOf(web, found.value) });
}

/** A citizen with all linked accounts, none of them asked about yet. The name is shortened before it is kept. */
export async function customerOf(
  web: Web,
  profile: { readonly citizenId: string; readonly uniqueCode: string; readonly fullName: string },
): Promise<Customer> {
  const links = await web.deps.accounts.list(profile.citizenId);
  const lines = links.map((link): DeskLine => ({
    ...{ key: link.linkId, linkId: link.linkId, providerId: link.providerId, account: link.account },
    ...{ fields: link.fields, label: link.label, answer: { kind: 'asking' }, choice: null, wanted: null },
  }));
  return {
    ...nobodyYet,
    id: web.deps.ids.uuid(),
    citizenId: profile.citizenId,
    uniqueCode: profile.uniqueCode,
    fullName: maskText(profile.fullName),
    lines,
  };
}

/** Only the agent's own: a receipt of another does not exist here. */
async function findReceipt(
  web: Web,
  visit: DeskVisit,
  { number, otherwise }: Searched & { readonly kind: 'receipt' },
): Promise<Result<Found, Refusal>> {
  const payment = await web.deps.payments.getByReceipt(visit.desk.counter.agent.id, number);
  if (!payment.ok) return findAccount(web, otherwise);
  const opened = { paymentId: payment.value.id, undoing: null };
  return ok({ kind: 'customer', customer: { ...nobodyYet, id: web.deps.ids.uuid(), opened } });
}

async function findBasket(web: Web, code: string): Promise<Result<Found, Refusal>> {
  const basket = await web.deps.codes.getPayable(code);
  if (!basket.ok) return basket;
  const lines = basket.value.lines.map((line): DeskLine => ({
    ...{ key: web.deps.ids.uuid(), linkId: null, providerId: line.providerId, account: line.account },
    ...{ label: null, answer: { kind: 'asking' }, choice: null, wanted: line.amount.toString() },
    ...{ fields: providerFields(line.fields), bills: carriedBills(line.fields).map((bill) => bill.number) },
  }));
  const { citizenId } = basket.value;
  return ok({
    kind: 'customer',
    customer: { ...nobodyYet, id: web.deps.ids.uuid(), citizenId, paymentCode: code, lines },
  });
}

function findAccount(
  web: Web,
  { account, providers }: Searched & { readonly kind: 'accounts' },
): Result<Found, Refusal> {
  if (providers.length === 0) return err(refusal('not_found'));
  if (providers.length > 1) return ok({ kind: 'choose', providers });
  const provider = present(providers[0], 'the provider of an account');
  const line: DeskLine = {
    ...{ key: web.deps.ids.uuid(), linkId: null, providerId: provider.id, account, fields: {} },
    ...{ label: null, answer: { kind: 'asking' }, choice: null, wanted: null },
  };
  return ok({ kind: 'line', line, customerId: web.deps.ids.uuid() });
}

/** An account joins the customer who is there; without one it is a customer of its own. */
export function joined(now: Customer | null, { line, customerId }: Found & { readonly kind: 'line' }): Customer {
  // What a payment code names is paid as a whole: nothing joins it.
  const joinable = now && now.paymentCode === null && now.taken.length === 0 && !now.opened ? now : null;
  const customer = joinable ?? { ...nobodyYet, id: customerId };
  const isThere = customer.lines.some((one) => one.providerId === line.providerId && one.account === line.account);
  return isThere ? customer : { ...customer, lines: [...customer.lines, line] };
}
