import { type CutOff, settlementDayOf } from '../calendar/model.ts';
import type { RulesOfToday } from '../fees/today.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Currency } from '../kernel/money.ts';
import type { Collector } from '../payments/api.ts';
import { type Room, roomsOf } from '../payments/limits.ts';
import type { Database } from '../platform/database/sql.ts';
import { limitColumns, type LimitRow, limitsOf, readTakings } from './takings.ts';

interface RoomDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly cutOff: CutOff;
  readonly rulesToday: () => Promise<RulesOfToday>;
}

/** What a collector may still take, limit by limit. Nobody waits for it, so the lane may decide on more or less a moment later. */
export function createRoomReader({ db, clock, cutOff, rulesToday }: RoomDeps) {
  return async (collector: Collector, currency: Currency): Promise<readonly Room[]> => {
    const today = await rulesToday();
    const now = settlementDayOf(clock.now(), cutOff);
    const row = await db.sql.first<LimitRow>(
      `SELECT ${limitColumns}
         FROM agent a LEFT JOIN (teller t JOIN outlet o ON o.id = t.outlet_id) ON t.id = $2 AND t.agent_id = a.id
        WHERE a.id = $1`,
      [collector.agentId, collector.tellerId],
    );
    const limits = limitsOf(present(row, 'the agent of a collector'));
    const day = now > today.day ? now : today.day;
    return roomsOf(limits, await readTakings(db.sql, { ...collector, currency }, { limits, day }));
  };
}
