import { noMaintenance } from '../../availability/model.ts';
import type { DebtLine } from '../../debts/model.ts';
import { isExpired } from '../../debts/model.ts';
import type { DeskAnswer, DeskLine } from '../../desks/model.ts';
import { minor } from '../../kernel/money.ts';
import type { BlockPosition } from '../../meters/blocks.ts';
import { carriedTold, type ToldAtQuote } from '../../payments/told.ts';
import type { Provider } from '../../providers/model.ts';
import { checkAmount } from '../../providers/amount-rule.ts';
import { type AccountLine, byCurrency, makeLine, type ShownDebt } from '../debts/account-line.ts';
import type { Language } from '../../platform/messages/language.ts';
import { firstBills } from '../paying/bill-choice.ts';
import { firstOffer, isPayable, offerFor, type PayLine, writeAmount } from '../paying/pay-line.ts';
import type { Web } from '../visit.ts';
import { askerOf, collectorOf, type DeskVisit } from './desk-visit.ts';

/** A line of the screen: how it stands, and what stands in its fields. */
export interface DeskRow extends PayLine {
  readonly key: string;
  readonly isPaid: boolean;
  readonly canPay: boolean;
  /** The teller has set the fields; they stay as they are. */
  readonly wasTouched: boolean;
  readonly holderName: string | null;
  /** What the provider told beside the debt. */
  readonly told: ToldAtQuote | null;
  /** Where the meter stands in its tariff. */
  readonly block: BlockPosition | null;
}

/** What a provider said, as the desk keeps it. */
export function answerOf(line: DebtLine): DeskAnswer {
  switch (line.kind) {
    case 'quoted':
      return { kind: 'told', quoteId: line.quote.id, holderName: line.holder.name };
    case 'no-such-account':
      return { kind: 'gone' };
    case 'refused':
      return { kind: 'refused', reason: line.reason };
    case 'unavailable':
      return { kind: 'silent', reason: line.reason };
  }
}

/** All lines of the customer, with the quotes as they are now. One that has expired is asked for anew. */
export async function readRows(web: Web, visit: DeskVisit): Promise<DeskRow[]> {
  const lines = visit.desk.customer?.lines ?? [];
  const providers = await web.deps.providers.findMany(lines.map((line) => line.providerId));
  const rows = await Promise.all(
    lines.map(async (line) => {
      const provider = providers.get(line.providerId);
      return provider ? [await readRow(web, visit, { line, provider })] : [];
    }),
  );
  return oneCurrency(await withBlocks(web, rows.flat()));
}

async function withBlocks(web: Web, rows: readonly DeskRow[]): Promise<DeskRow[]> {
  const blocks = await web.deps.meters.positions(
    rows.map(({ line, told }) => ({ providerId: line.providerId, meter: told?.meter ?? null })),
  );
  return rows.map((row, index) => ({ ...row, block: blocks[index] ?? null }));
}

async function readRow(
  web: Web,
  visit: DeskVisit,
  { line, provider }: { readonly line: DeskLine; readonly provider: Provider },
): Promise<DeskRow> {
  const debt = await readDebt(web, visit, line.answer);
  const { language } = visit.frame;
  const shown = makeLine({ linkId: line.key, account: line.account, label: line.label }, provider, {
    ...{ language, debt, paid: null, channel: collectorOf(visit.desk).channel },
    maintenance: (await web.deps.maintenance.outlook([provider.id])).get(provider.id) ?? noMaintenance,
  });
  const offer = setBills(language, wantedOffer(visit, line, shown) ?? firstOffer(language, shown, 'all'), line.choice);
  const canPay = debt.kind === 'told' && isPayable(shown);
  return {
    ...offer,
    ...(line.choice ? { chosen: line.choice.chosen } : {}),
    ...(canPay ? {} : { chosen: false }),
    ...{ key: line.key, canPay, isPaid: line.answer.kind === 'paid', wasTouched: line.choice !== null },
    holderName: line.answer.kind === 'told' ? line.answer.holderName : null,
    told: debt.kind === 'told' ? carriedTold(debt.quote.fields) : null,
    block: null,
  };
}

/** The fields as the teller left them; with other bills than before the amount is theirs. */
function setBills(language: Language, offer: PayLine, choice: DeskLine['choice']): PayLine {
  if (choice === null) return offer;
  return choice.bills
    ? offerFor(language, offer.line, { ...choice.bills, typed: choice.amount })
    : { ...offer, amount: choice.amount };
}

/** What the payment code asks for, where the rule of the new quote still takes it. */
function wantedOffer(visit: DeskVisit, line: DeskLine, shown: AccountLine): PayLine | null {
  if (line.wanted === null || shown.debt.kind !== 'told') return null;
  const amount = minor(BigInt(line.wanted));
  const { quote } = shown.debt;
  if (checkAmount(quote.rule, { ...quote, channel: shown.channel }, amount) !== null) return null;
  const bills = firstBills(shown);
  return { line: shown, chosen: true, bills, amount: writeAmount(visit.frame.language, amount, quote.currency) };
}

async function readDebt(web: Web, visit: DeskVisit, answer: DeskAnswer): Promise<ShownDebt> {
  switch (answer.kind) {
    case 'told': {
      const quote = await web.deps.debts.getQuote(askerOf(visit.desk), answer.quoteId);
      if (!quote.ok || isExpired(quote.value, visit.frame.now)) return { kind: 'asking' };
      const holder = { name: answer.holderName, address: null, masked: true };
      return { kind: 'told', quote: quote.value, holder, notice: null };
    }
    case 'silent':
      return { ...answer, lastKnown: null };
    case 'paid':
      return { kind: 'asking' };
    default:
      return answer;
  }
}

/** A basket has one currency: until the teller chooses otherwise, that of the first block. */
function oneCurrency(rows: readonly DeskRow[]): DeskRow[] {
  const [main] = byCurrency(rows.filter((row) => row.canPay).map((row) => ({ currency: row.line.currency })));
  return rows.map((row) => {
    const isOther = main !== undefined && row.line.currency !== main.currency;
    return isOther && row.chosen && !row.wasTouched ? { ...row, chosen: false } : row;
  });
}
