import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { addClockReadings } from '../../platform/database/clock-log.ts';
import type { DatabaseClock } from '../../platform/database/database-clock.ts';
import type { Database } from '../../platform/database/sql.ts';

const writeEveryMs = 60_000;
/** As the table has it. */
const longestName = 100;

/** Writes down every minute how the clocks of this process and of the database went; what could not be written stands in the log. */
export function keepClockLog(
  db: Database,
  { clock, name, logger }: { readonly clock: DatabaseClock; readonly name: string; readonly logger: Logger },
): { close(): Promise<void> } {
  const process = `${name}@${hostname()}`.slice(0, longestName);
  const write = async () => {
    const read = clock.takeReadings();
    if (!read) return;
    await addClockReadings(db.sql, process, read).catch((error: unknown) =>
      logger.warn({ event: 'clock.not_written', err: error, ...read }, 'clock not written'),
    );
  };
  const timer = setInterval(() => void write(), writeEveryMs).unref();
  return {
    close: async () => {
      clearInterval(timer);
      await write();
    },
  };
}
