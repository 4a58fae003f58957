import type { AccountLink } from '../../accounts/api.ts';
import { isExpired, type Quote } from '../../debts/model.ts';
import { add, type Currency, minor, type Minor, zero } from '../../kernel/money.ts';
import type { CodeLine } from '../../payments/api.ts';
import { carriedBills, carryBills } from '../../payments/bills.ts';
import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import type { AccountLine } from '../debts/account-line.ts';
import { type Board, lineFor } from '../debts/board.ts';
import type { Basket } from '../pages/pay.tsx';
import { isUuid, type SentForm } from '../read-form.ts';
import type { CitizenVisit, Web } from '../visit.ts';
import { firstBills, readBills, withBills } from './bill-choice.ts';
import { checkPayLine, offerFor, type PayLine } from './pay-line.ts';

/** Lines that have an answer already, by the citizen's link. */
export type KnownLines = ReadonlyMap<string, AccountLine>;

/** Most quotes that are looked up for one request. */
const mostQuotes = 100;

/** The accounts whose quotes the browser has from the page before. Expired ones, and those of others, are not known. */
export async function knownLines(
  web: Web,
  visit: CitizenVisit,
  { board, quoteIds }: { board: Board; quoteIds: readonly string[] },
): Promise<KnownLines> {
  const asker = { kind: 'citizen', citizenId: visit.session.citizen.citizenId } as const;
  const wanted = [...new Set(quoteIds)].filter(isUuid).slice(0, mostQuotes);
  const found = await Promise.all(wanted.map((id) => web.deps.debts.getQuote(asker, id)));
  const known = new Map<string, AccountLine>();
  for (const quote of found) {
    if (!quote.ok || isExpired(quote.value, visit.frame.now)) continue;
    const link = board.links.find((one) => isOf(one, quote.value));
    if (link) known.set(link.linkId, await toldLine(web, visit, { board, link, quote: quote.value }));
  }
  return known;
}

function isOf(link: AccountLink, quote: Quote): boolean {
  return link.providerId === quote.providerId && link.account === quote.account;
}

async function toldLine(
  web: Web,
  visit: CitizenVisit,
  { board, link, quote }: { board: Board; link: AccountLink; quote: Quote },
): Promise<AccountLine> {
  const notice = quote.line ? await web.deps.plans.findNotice(quote.providerId, quote.line) : null;
  const holder = { name: quote.holderNameMasked, address: null, masked: true };
  return lineFor(visit, board, { link, debt: { kind: 'told', quote, holder, notice } });
}

/** What the form of one currency says: which lines, and what stands in their fields. */
export function readLines(language: Language, lines: readonly AccountLine[], form: SentForm): PayLine[] {
  const chosen = new Set(form.all('pay'));
  return lines.map((line) => {
    const typed = form.text(`amount-${line.linkId}`);
    const sent = readBills(form, line.linkId);
    const offer = sent
      ? offerFor(language, line, { ...sent, typed })
      : { line, amount: typed, bills: firstBills(line) };
    return { ...offer, chosen: chosen.has(line.linkId) };
  });
}

/** A line that was chosen, with its amount or what is wrong with it. */
export interface CheckedLine {
  readonly line: AccountLine;
  readonly amount: Minor | null;
  readonly problem: string | null;
}

export function checkChosen(visit: CitizenVisit, lines: readonly PayLine[]): CheckedLine[] {
  return lines
    .filter((payLine) => payLine.chosen)
    .map((payLine) => {
      const line = withBills(payLine.line, payLine.bills) ?? payLine.line;
      const checked = checkPayLine(visit.frame.language, payLine);
      return checked.ok
        ? { line, amount: checked.value, problem: null }
        : { line, amount: null, problem: checked.error };
    });
}

/** The chosen lines of a currency added up, with the payer's fee by the general rule for counters. */
export async function sumChosen(web: Web, currency: Currency, chosen: readonly CheckedLine[]): Promise<Basket> {
  const priced = chosen.flatMap(({ line, amount }) =>
    amount === null ? [] : [{ providerId: line.providerId, currency, amount }],
  );
  const cabinet = await web.deps.agents.getCabinet();
  const collector = { agentId: cabinet.id, outletId: null, tellerId: null, channel: 'counter' } as const;
  const fees = priced.length === 0 ? [] : await web.deps.payments.previewFees(collector, priced);
  const sumOf = (pick: (fee: (typeof fees)[number]) => Minor) => fees.reduce<bigint>((sum, fee) => sum + pick(fee), 0n);
  const amount = priced.length === 0 ? zero : add(...priced.map((line) => line.amount));
  const sum = {
    amount,
    fee: minor(sumOf((fee) => fee.fee)),
    vat: minor(sumOf((fee) => fee.vat)),
    total: minor(sumOf((fee) => fee.total)),
  };
  return { currency, count: priced.length, sum, wrong: chosen.length - priced.length };
}

/** Problems of the form by field, in the order of the lines. */
export function choiceProblems(visit: CitizenVisit, chosen: readonly CheckedLine[]) {
  const t = translate(visit.frame.language);
  return chosen.flatMap(({ line, problem }) => {
    if (problem === null) return [];
    const account = `${line.providerName} ${line.label ?? line.accountMasked}`;
    return [{ name: `amount-${line.linkId}`, label: t('pay.amount.of', { account }), text: problem }];
  });
}

/** The lines of a payment code: account, amount, and what the provider wants to know beside them. No proof leaves the link. */
export function codeLines(board: Board, chosen: readonly CheckedLine[]): CodeLine[] {
  return chosen.flatMap(({ line, amount }) => {
    const link = board.links.find((one) => one.linkId === line.linkId);
    const provider = board.providers.get(line.providerId);
    if (!link || !provider || amount === null) return [];
    const carried = provider.fields.filter((field) => !field.proof && Object.hasOwn(link.fields, field.name));
    const fields = Object.fromEntries(carried.map(({ name }) => [name, link.fields[name] ?? '']));
    const bills = line.debt.kind === 'told' ? carriedBills(line.debt.quote.fields) : [];
    return [{ providerId: provider.id, account: link.account, fields: carryBills(fields, bills), amount }];
  });
}
