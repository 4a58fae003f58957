import { cutOffOf, type CutOff, settlementDayOf } from '../calendar/model.ts';
import { rulesOn } from '../fees/service.ts';
import type { RulesOfToday } from '../fees/today.ts';
import type { Clock } from '../kernel/clock.ts';
import { decideAccept, type Rehearsal } from '../payments/accept.ts';
import type { AcceptBasket } from '../payments/commands.ts';
import type { Database } from '../platform/database/sql.ts';
import { readAcceptContext, readUnordered } from './read-accept.ts';

export interface RehearsalDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly lane: number;
  readonly cutOff: CutOff;
  readonly rulesToday: () => Promise<RulesOfToday>;
}

/**
 * What the lane would decide about a basket now, by the same rule. It waits for no turn and keeps nobody waiting, so what it says
 * may be over a moment later; its effects are thrown away.
 */
export function createRehearsal({ db, clock, lane, cutOff, rulesToday }: RehearsalDeps) {
  return async (command: AcceptBasket): Promise<Rehearsal> => {
    const today = await rulesToday();
    return db.transaction(async (sql) => {
      const at = clock.now();
      // The first turn after the cut-off opens the next day, and nobody may have had it yet.
      const now = settlementDayOf(at, cutOff);
      const day = now > today.day ? now : today.day;
      const rules = day === today.day ? today.rules : await rulesOn(sql, day);
      const stamp = { day, at, lane, nextReceipt: 1 };
      const context = await readAcceptContext(sql, command, stamp.at);
      const state = await readUnordered(sql, command, { context, stamp, rules });
      const position = await sql.first<{ balance: bigint; floor: bigint }>(
        `SELECT b.credits - b.debits - b.pending_debits AS balance, b.floor
           FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
          WHERE a.kind = 'agent_position' AND a.owner_id = $1 AND a.currency = $2`,
        [command.agentId, command.currency],
      );
      const ends = [...context.quotes.values()].map((quote) => quote.expiresAt.getTime());
      return {
        outcome: decideAccept({ ...state, position: position ?? null }, command, stamp).answer,
        until: new Date(Math.min(cutOffOf(day, cutOff).getTime(), ...ends)),
      };
    });
  };
}
