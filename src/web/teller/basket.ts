import { chosenBills } from '../../debts/bills.ts';
import { changeOf, type DeskLine, type Paying, type SentBasket } from '../../desks/model.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { add, type Currency, type Minor, zero } from '../../kernel/money.ts';
import type { FeePreview } from '../../payments/api.ts';
import type { Room } from '../../payments/limits.ts';
import { translate } from '../../platform/messages/translate.ts';
import { type FormProblems, noProblems, problemsOf } from '../form-problems.ts';
import { billChoiceOf, readBills } from '../paying/bill-choice.ts';
import { checkPayLine, readAmount } from '../paying/pay-line.ts';
import type { SentForm } from '../read-form.ts';
import type { Web } from '../visit.ts';
import { askerOf, collectorOf, type DeskVisit } from './desk-visit.ts';
import type { DeskRow } from './lines.ts';
import { isAbout, readYeses } from './said-yes.ts';

/** What the chosen lines come to, and what the customer hands over. */
export interface DeskSum extends FeePreview {
  readonly currency: Currency;
  readonly count: number;
  readonly amount: Minor;
  /** Null where nothing readable was typed. */
  readonly cash: Minor | null;
  readonly change: bigint | null;
  /** What may be taken at most: of one payment and today, where there is such a limit. */
  readonly limits: readonly SumLimit[];
}

export interface SumLimit extends Pick<Room, 'per' | 'left'> {
  readonly isExceeded: boolean;
}

interface Checked {
  readonly row: DeskRow;
  readonly amount: Minor | null;
  readonly problem: string | null;
}

export interface DeskBasket {
  readonly sum: DeskSum;
  readonly problems: FormProblems;
  readonly lines: readonly { readonly row: DeskRow; readonly amount: Minor }[];
}

/** How the fields of the lines were set, to be kept with the customer. */
export function readChoices(lines: readonly DeskLine[], form: SentForm): DeskLine[] {
  const chosen = new Set(form.all('pay'));
  return lines.map((line) => {
    if (!form.has(`amount-${line.key}`)) return line;
    const bills = readBills(form, line.key);
    const amount = form.text(`amount-${line.key}`).slice(0, 40);
    return { ...line, choice: { chosen: chosen.has(line.key), amount, ...(bills ? { bills } : {}) } };
  });
}

/** Adds the chosen lines up, with the payer's fees; what is wrong with them or with the cash is in `problems`. */
export async function sumUp(
  web: Web,
  visit: DeskVisit,
  { rows, cashTyped }: { readonly rows: readonly DeskRow[]; readonly cashTyped: string },
): Promise<DeskBasket> {
  const { language } = visit.frame;
  const t = translate(language);
  const checked = rows
    .filter((row) => row.chosen && row.canPay)
    .map((row): Checked => {
      const amount = checkPayLine(language, row);
      return amount.ok ? { row, amount: amount.value, problem: null } : { row, amount: null, problem: amount.error };
    });
  const currency = checked[0]?.row.line.currency ?? rows.find((row) => row.canPay)?.line.currency ?? 'AZN';
  const lines = checked.flatMap(({ row, amount }) => (amount === null ? [] : [{ row, amount }]));
  const fees = await previewFees(
    web,
    visit,
    lines.filter(({ row }) => row.line.currency === currency),
  );
  const cash = readCash(cashTyped, currency);
  const change = cash === null ? null : changeOf(cash, fees.total);
  const limits = await limitsOn(web, visit, { currency, largest: fees.largest, total: fees.total });
  const sum = { ...fees, currency, count: lines.length, cash, change, limits };
  const isMixed = checked.some(({ row }) => row.line.currency !== currency);
  const wrong = checked.flatMap(({ row, problem }) => {
    if (problem === null) return [];
    return [{ name: `amount-${row.key}`, label: row.line.providerName, text: problem }];
  });
  const cashWrong = cashTyped.trim() !== '' && (cash === null || change === null);
  const cashProblem = {
    name: 'cash',
    label: t('teller.cash'),
    text: t(cash === null ? 'teller.cash.unreadable' : 'teller.cash.less'),
  };
  const fields = [...wrong, ...(cashWrong ? [cashProblem] : [])];
  const whole = isMixed ? { title: t('teller.mixed'), advice: t('teller.mixed.text') } : null;
  return { sum, lines, problems: fields.length > 0 || whole ? problemsOf(fields, whole) : noProblems };
}

async function previewFees(web: Web, { desk }: DeskVisit, lines: DeskBasket['lines']) {
  const previews = await web.deps.payments.previewFees(
    collectorOf(desk),
    lines.map(({ row, amount }) => ({ providerId: row.line.providerId, currency: row.line.currency, amount })),
  );
  const sumOf = (pick: (fee: FeePreview) => Minor) => (previews.length === 0 ? zero : add(...previews.map(pick)));
  const amount = lines.length === 0 ? zero : add(...lines.map((line) => line.amount));
  const largest = previews.reduce<Minor>((most, { total }) => (total > most ? total : most), zero);
  return {
    largest,
    amount,
    fee: sumOf((fee) => fee.fee),
    vat: sumOf((fee) => fee.vat),
    total: sumOf((fee) => fee.total),
  };
}

/** The strictest limit of one payment and of the day, and whether what is chosen is beyond it. */
async function limitsOn(
  web: Web,
  { desk }: DeskVisit,
  chosen: { readonly currency: Currency; readonly largest: Minor; readonly total: Minor },
): Promise<SumLimit[]> {
  const rooms = await web.deps.payments.listRoom(collectorOf(desk), chosen.currency);
  return (['payment', 'day'] as const).flatMap((per) => {
    const [least] = rooms.filter((room) => room.per === per).toSorted((a, b) => (a.left < b.left ? -1 : 1));
    if (!least) return [];
    return [{ per, left: least.left, isExceeded: (per === 'payment' ? chosen.largest : chosen.total) > least.left }];
  });
}

function readCash(typed: string, currency: Currency): Minor | null {
  const cash = readAmount(typed, currency);
  return cash.ok ? cash.value : null;
}

/** Lines with the quotes they are paid by: where bills were chosen, a quote for those. Refuses what the choice refuses. */
export async function quoteChosen(
  web: Web,
  desk: DeskVisit['desk'],
  basket: DeskBasket,
): Promise<Result<readonly PaidRow[], Refusal>> {
  const paid: PaidRow[] = [];
  for (const { row, amount } of basket.lines) {
    const { debt } = row.line;
    if (debt.kind !== 'told') continue;
    const isAsQuoted = billChoiceOf(row.line) === null || row.bills.length === chosenBills(debt.quote).length;
    const quote = isAsQuoted
      ? ok(debt.quote)
      : await web.deps.debts.chooseBills(askerOf(desk), debt.quote.id, row.bills);
    if (!quote.ok) return quote;
    paid.push({ lineKey: row.key, quoteId: quote.value.id, amount: amount.toString() });
  }
  return ok(paid);
}

export type PaidRow = SentBasket['lines'][number];

/** The payment that the form asks for: one basket, or one for each line where each bill stands alone. */
export function payingOf(
  web: Web,
  basket: DeskBasket,
  {
    lines,
    form,
    paymentCode,
  }: { readonly lines: readonly PaidRow[]; readonly form: SentForm; readonly paymentCode: string | null },
): Paying {
  const key = `desk-${web.deps.ids.uuid()}`;
  const isApart = form.has('apart') && paymentCode === null;
  const baskets = isApart
    ? lines.map((line, index) => ({ key: `${key}-${index + 1}`, lines: [line], outcome: null }))
    : [{ key, lines, outcome: null }];
  return {
    ...{ currency: basket.sum.currency, cash: basket.sum.cash?.toString() ?? null, paymentCode, baskets },
    confirmed: readYeses(form).filter((said) => lines.some((line) => isAbout(said, line))),
  };
}
