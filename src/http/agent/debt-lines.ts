import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { chosenBills } from '../../debts/bills.ts';
import { type DebtLine, lineRefusal, type Quote } from '../../debts/model.ts';
import { ageS } from '../../debts/stand-in.ts';
import type { RulesOfToday } from '../../fees/today.ts';
import type { Channel } from '../../fees/model.ts';
import { present } from '../../kernel/assert.ts';
import type { MeterState } from '../../kernel/meter-contract.ts';
import type { BlockPosition } from '../../meters/blocks.ts';
import { errorEntry } from '../../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../../kernel/money.ts';
import type { FeePreview } from '../../payments/api.ts';
import { carriedTold } from '../../payments/told.ts';
import type { Language } from '../../platform/messages/language.ts';
import { checkAmount, suggestedAmount } from '../../providers/amount-rule.ts';
import type { HttpDeps } from '../dependencies.ts';
import { languageOf } from '../problem.ts';
import { showBlock } from '../schemas/block-position.ts';
import { showMoney } from '../schemas/common.ts';
import { collectorOf, providerCodes } from './common.ts';
import type { DebtLineAnswer, FeeAnswer } from './debts-schemas.ts';
import { showMaintenance, showRule } from './providers-routes.ts';

type Shown = Static<typeof DebtLineAnswer>;

/** What the caller knows of a line beside the provider's answer. */
export interface LineContext {
  readonly linkId: string | null;
  readonly label: string | null;
  /** The amount that the citizen put into the payment code. */
  readonly wanted: { readonly amount: Minor; readonly currency: Currency } | null;
}

interface LinesToShow {
  readonly lines: readonly { readonly line: DebtLine; readonly context: LineContext }[];
  /** Rules of the day's fees, where they were read already. */
  readonly today?: RulesOfToday | undefined;
}

interface Offer {
  readonly amount: Minor | null;
  readonly fees: FeePreview | null;
}

/** Lines as the API shows them, each with the amount to offer first and what the payer would hand over for it. */
export async function showDebtLines(
  deps: Pick<HttpDeps, 'providers' | 'payments' | 'clock' | 'meters'>,
  request: FastifyRequest,
  { lines, today }: LinesToShow,
): Promise<Shown[]> {
  const codeOf = await providerCodes(
    deps,
    lines.map(({ line }) => line.providerId),
  );
  const offers = await offersOf(deps, request, { lines, today });
  const meters = lines.map(({ line }) => ({
    providerId: line.providerId,
    meter: line.kind === 'quoted' ? line.meter : null,
  }));
  const blocks = await deps.meters.positions(meters);
  const language = languageOf(request);
  const now = deps.clock.now();
  return lines.map(({ line, context }, index) => ({
    provider: codeOf(line.providerId),
    account: line.account,
    linkId: context.linkId,
    label: context.label,
    status: line.kind,
    ...showRefusal(line, language),
    quote:
      line.kind === 'quoted'
        ? showQuote(line, { offer: offers[index] ?? noOffer, block: blocks[index] ?? null }, now)
        : null,
    wanted: context.wanted && showMoney(context.wanted.amount, context.wanted.currency),
    lastKnown: line.kind === 'unavailable' ? showLastKnown(line, now) : null,
    maintenance: showMaintenance(line.maintenance),
  }));
}

const noOffer: Offer = { amount: null, fees: null };

/** Fees are asked for once, for all lines that have an amount to offer: the one wanted, or what is owed. */
async function offersOf(
  deps: Pick<HttpDeps, 'payments'>,
  request: FastifyRequest,
  { lines, today }: LinesToShow,
): Promise<Offer[]> {
  const { channel } = collectorOf(request);
  const amounts = lines.map(({ line, context }) => {
    if (line.kind !== 'quoted') return null;
    return (
      wantedIfPayable(line.quote, { ...context, channel }) ??
      suggestedAmount(line.quote.rule, { ...line.quote, channel })
    );
  });
  const questions = lines.flatMap(({ line }, index) => {
    const amount = amounts[index] ?? null;
    if (line.kind !== 'quoted' || amount === null) return [];
    return [{ index, question: { providerId: line.providerId, currency: line.quote.currency, amount } }];
  });
  const previews = await deps.payments.previewFees(
    collectorOf(request),
    questions.map(({ question }) => question),
    today,
  );
  const byLine = new Map(questions.map(({ index }, position) => [index, present(previews[position], 'a fee preview')]));
  return amounts.map((amount, index) => ({ amount, fees: byLine.get(index) ?? null }));
}

/** The debt may have changed since the citizen chose an amount: what the rule no longer takes is not offered. */
function wantedIfPayable(quote: Quote, { wanted, channel }: LineContext & { channel: Channel }): Minor | null {
  if (wanted === null || wanted.currency !== quote.currency) return null;
  return checkAmount(quote.rule, { ...quote, channel }, wanted.amount) === null ? wanted.amount : null;
}

function showQuote(
  { quote, holder, meter }: Extract<DebtLine, { kind: 'quoted' }>,
  { offer, block }: { readonly offer: Offer; readonly block: BlockPosition | null },
  now: Date,
): NonNullable<Shown['quote']> {
  const { currency, line } = quote;
  return {
    quoteId: quote.id,
    obtainedAt: quote.obtainedAt.toISOString(),
    expiresAt: quote.expiresAt.toISOString(),
    standIn: quote.standIn,
    ageSeconds: ageS(quote, now),
    asOf: carriedTold(quote.fields)?.asOf ?? null,
    balance: quote.balanceTold ? showMoney(quote.balance, currency) : null,
    bills: quote.bills.map((bill) => ({ ...bill, amount: showMoney(bill.amount, currency) })),
    chosenBills: [...chosenBills(quote)],
    mustChooseBills: quote.mustChoose === true,
    line: line && { kind: line.kind, plan: line.plan, renewsOn: line.renewsOn, validUntil: line.validUntil ?? null },
    meter: meter && showMeter(meter, block),
    rule: showRule(quote.rule, currency),
    suggested: offer.amount === null ? null : showMoney(offer.amount, currency),
    fees: offer.fees && showFees(offer.fees, currency),
    holder: { name: holder.name, address: holder.address },
  };
}

function showMeter(meter: MeterState, block: BlockPosition | null): NonNullable<NonNullable<Shown['quote']>['meter']> {
  const { serial, unit, lastReading, usedInPeriod, smartCard } = meter;
  return {
    ...{ serial, unit, usedInPeriod, smartCard, lastReading: lastReading && { ...lastReading } },
    block: block && showBlock(block),
  };
}

export function showFees(preview: FeePreview, currency: Currency): Static<typeof FeeAnswer> {
  return {
    fee: showMoney(preview.fee, currency),
    vat: showMoney(preview.vat, currency),
    total: showMoney(preview.total, currency),
  };
}

function showRefusal(line: DebtLine, language: Language): Pick<Shown, 'code' | 'title' | 'reason'> {
  const refused = lineRefusal(line);
  return {
    code: refused?.code ?? null,
    title: refused ? errorEntry(refused.code).title[language] : null,
    reason: 'reason' in line ? line.reason : null,
  };
}

function showLastKnown(
  { lastKnown: known }: Extract<DebtLine, { kind: 'unavailable' }>,
  now: Date,
): Shown['lastKnown'] {
  return (
    known && {
      balance: showMoney(known.balance, known.currency),
      obtainedAt: known.obtainedAt.toISOString(),
      ageSeconds: ageS(known, now),
    }
  );
}
