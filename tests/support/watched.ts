import type { HttpPort } from '../../src/kernel/adapter.ts';
import type { ServerDatabase, StatementOptions } from '../../src/platform/database/sql.ts';

type Seen = (event: string) => void;

/** The same database; each statement outside of transactions is told when it is sent, by its name or its first words. */
export function watchedDatabase(db: ServerDatabase, seen: Seen): ServerDatabase {
  const tell = (text: string, how: StatementOptions | undefined) =>
    seen(how?.prepared ?? text.trim().split(/\s+/).slice(0, 4).join(' '));
  const { sql } = db;
  return {
    ...db,
    sql: {
      ...sql,
      rows(text, params, how) {
        tell(text, how);
        return sql.rows(text, params, how);
      },
      first(text, params, how) {
        tell(text, how);
        return sql.first(text, params, how);
      },
      run(text, params, how) {
        tell(text, how);
        return sql.run(text, params, how);
      },
    },
  };
}

/** The same way to providers; told when a request leaves and when its answer is there. */
export function watchedHttp(http: HttpPort, seen: Seen): HttpPort {
  return {
    async request(request) {
      seen('provider asked');
      const outcome = await http.request(request);
      seen('provider answered');
      return outcome;
    },
  };
}
