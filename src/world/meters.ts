import type { MeterState } from '../kernel/meter-contract.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import { plusDays } from './calendar.ts';
import { createDice } from './dice.ts';

/** How many gas meters of a hundred are prepaid and loaded by a card. */
const cardPercent = 12;

/** Cubic metres that a household uses in a month: from and to. */
const monthlyUse = [18, 340] as const;

/** The meter of a gas account. It has dice of its own, so that people, accounts and debts are what they are without it. */
export function drawMeter(seed: string, account: string, today: BusinessDate): MeterState {
  const dice = createDice(`${seed}:meter:${account}`);
  const [least, most] = monthlyUse;
  const months = Number(today.slice(5, 7));
  const usedInPeriod = months * dice.between(least, most);
  const serial = dice.fill('G########');
  const earlier = dice.between(200, 24_000);
  const readOn = plusDays(today, -dice.between(6, 33));
  return {
    ...{ serial, unit: 'm3', usedInPeriod },
    lastReading: { value: earlier + usedInPeriod, readOn },
    smartCard: dice.chance(cardPercent) ? dice.fill('994#######') : null,
  };
}
