import type { Currency, Minor } from '../kernel/money.ts';

/** Where an agent stands in one currency. Minor units. */
export interface AgentPosition {
  readonly currency: Currency;
  /** What the hub holds of the agent; below nought the agent owes. */
  readonly balance: Minor;
  /** How far the agent may owe: nought or above. */
  readonly cap: Minor;
  /** What may still be accepted: balance + cap. */
  readonly available: Minor;
  /** People are to be warned: most of the cap is used. */
  readonly isAlarming: boolean;
}

/** Share of an agent's cap at which people are warned, in percent. */
const capAlarmPercent = 80n;

/** Whether a balance has come to the share of its floor at which people are warned. Without a cap nobody is. */
export function isAlarming({ balance, floor }: { readonly balance: bigint; readonly floor: bigint }): boolean {
  return floor < 0n && balance <= (floor * capAlarmPercent) / 100n;
}

/** Where a transfer stands in the books. */
export interface EntryPlace {
  readonly settlementDay: string;
  readonly lane: number;
  readonly transfer: bigint;
}
