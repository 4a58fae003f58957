import type { DebtTarget, Quote } from '../../debts/model.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { currencies, type Currency, type Minor } from '../../kernel/money.ts';
import type { Result } from '../../kernel/result.ts';
import type { Collector } from '../../payments/api.ts';
import type { Dice } from '../dice.ts';
import { expected } from '../hub.ts';
import type { SeededCitizen } from '../seed-citizens.ts';
import { drawAmount } from './amounts.ts';
import type { DemoHub } from './demo-hub.ts';

/** A payment the hub accepted in the demo. */
export interface DemoPayment {
  readonly id: string;
  readonly agentId: string;
  readonly providerId: string;
  readonly account: string;
}

/** One bill that is to be paid. */
export interface PayableLine {
  readonly quote: Quote;
  readonly amount: Minor;
}

/** What happened at one counter. */
export interface VisitOutcome {
  readonly debtQueries: number;
  readonly accepted: readonly DemoPayment[];
  /** Baskets that were asked about as possible duplicates and taken back by the payer. */
  readonly duplicates: number;
}

export interface Visit {
  readonly citizen: SeededCitizen;
  readonly collector: Collector;
  readonly dice: Dice;
  /** Makes the agent's keys of this visit. */
  readonly key: string;
  /** The citizen made a payment code at home and shows it at the counter. */
  readonly byCode: boolean;
}

/** A citizen comes to a counter, hears what is owed, and pays some of it. */
export async function payAtCounter(hub: DemoHub, visit: Visit): Promise<VisitOutcome> {
  const { lines, debtQueries } = await askDebts(hub, visit);
  const accepted: DemoPayment[] = [];
  let duplicates = 0;
  for (const currency of currencies) {
    const ofCurrency = lines.filter((line) => line.quote.currency === currency);
    for (const basket of basketsOf(visit, ofCurrency)) {
      const key = `${visit.key}-${accepted.length}-${duplicates}`;
      const outcome = await pay(hub, visit, { key, currency, lines: basket });
      if (outcome.ok) accepted.push(...outcome.value);
      else if (outcome.error.code === 'possible_duplicate') duplicates += 1;
      else expected('pay', outcome);
    }
  }
  return { debtQueries, accepted, duplicates };
}

/** What the citizen's accounts owe and the payer is willing to pay of it. */
export async function askDebts(
  hub: DemoHub,
  visit: Visit,
): Promise<{ readonly lines: readonly PayableLine[]; readonly debtQueries: number }> {
  const links = await hub.accounts.list(visit.citizen.citizenId);
  const asker = {
    kind: 'agent' as const,
    agentId: visit.collector.agentId,
    forCitizenId: visit.citizen.citizenId,
  };
  const targets: DebtTarget[] = links.map((link) => ({
    key: link.linkId,
    providerId: link.providerId,
    input: { account: link.account, fields: link.fields },
    unmasked: link.showsProviderData,
  }));
  const answers = await hub.debts.queryDebts(asker, targets);
  const lines = answers.flatMap((line) => {
    const amount = line.kind === 'quoted' ? drawAmount(visit.dice, line.quote) : null;
    return line.kind === 'quoted' && amount !== null ? [{ quote: line.quote, amount }] : [];
  });
  return { lines, debtQueries: answers.length };
}

/** Everything in one basket, or each line for itself. A payment code names one basket. */
function basketsOf(visit: Visit, lines: readonly PayableLine[]): (readonly PayableLine[])[] {
  if (lines.length === 0) return [];
  return visit.byCode || visit.dice.chance(55) ? [lines] : lines.map((line) => [line]);
}

/** Refuses what `PaymentService.accept` refuses. */
export async function pay(
  hub: DemoHub,
  visit: Visit,
  basket: { readonly key: string; readonly currency: Currency; readonly lines: readonly PayableLine[] },
): Promise<Result<readonly DemoPayment[], Refusal>> {
  const { key, currency, lines } = basket;
  const outcome = await hub.payments.accept(visit.collector, {
    key,
    currency,
    lines: lines.map(({ quote, amount }) => ({ quoteId: quote.id, amount })),
    paymentCode: visit.byCode ? await makeCode(hub, visit, basket) : null,
  });
  if (!outcome.ok) return outcome;
  const { agentId } = visit.collector;
  return {
    ok: true,
    value: outcome.value.basket.payments.map(({ id, providerId, account }) => ({ id, agentId, providerId, account })),
  };
}

/** The code of the basket, made in the cabinet and shown at the counter. */
async function makeCode(
  hub: DemoHub,
  visit: Visit,
  basket: { readonly currency: Currency; readonly lines: readonly PayableLine[] },
): Promise<string> {
  const lines = basket.lines.map(({ quote, amount }) => ({
    providerId: quote.providerId,
    account: quote.account,
    fields: quote.fields,
    amount,
  }));
  const made = await hub.paymentCodes.create(visit.citizen.citizenId, basket.currency, lines);
  const { code } = expected('make a payment code', made);
  return expected('show a payment code', await hub.paymentCodes.getPayable(code)).code;
}
