import type { Quote } from '../../debts/model.ts';
import { minor, type Minor } from '../../kernel/money.ts';
import { checkAmount, suggestedAmount } from '../../providers/amount-rule.ts';
import type { Dice } from '../dice.ts';

/** Top-ups people make, in the major unit. */
const topUps = [2, 3, 5, 5, 10, 10, 20];

/** How many of a hundred pay more than they owe, and how many only a part, where the provider takes it. */
const percentages = { more: 9, part: 8 };

/** What a payer hands over for a quote; null where there is nothing to pay. */
export function drawAmount(dice: Dice, quote: Quote): Minor | null {
  const wanted = wantedAmount(dice, quote);
  const taken = wanted !== null && checkAmount(quote.rule, quote, wanted) === null;
  return taken ? wanted : suggestedAmount(quote.rule, quote);
}

function wantedAmount(dice: Dice, quote: Quote): Minor | null {
  const { balance, line, currency } = quote;
  if (line?.kind === 'prepaid') return minor(BigInt(dice.pick(topUps)) * 100n);
  if (balance <= 0n) return null;
  const ways = dice.below(100);
  // Rounded up to whole notes, as people do who do not want the change.
  const note = currency === 'RUB' ? 10_000n : 500n;
  if (ways < percentages.more) return minor((balance / note + 1n) * note);
  if (ways < percentages.more + percentages.part && balance > 200n) return minor(balance / 2n);
  return balance;
}
