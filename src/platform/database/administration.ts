import pg from 'pg';

/** Everything of one server but the database: for the tests, the demo and `start --fresh`, which make databases of their own. */
export interface ServerAdministration {
  /** Makes an empty database, or a copy of `template`, and returns its address. */
  create(name: string, template?: string): Promise<string>;
  /** Drops a database if it is there, and ends whoever is connected to it. */
  drop(name: string): Promise<void>;
  /** Ends whoever is connected to a database. */
  cutOff(name: string): Promise<void>;
  /** Names that begin with `prefix`. */
  list(prefix: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens one connection to the server that `url` names; its login must be allowed to make databases. */
export async function administer(url: string): Promise<ServerAdministration> {
  const client = new pg.Client({ connectionString: url, application_name: 'vahid administration' });
  client.on('error', () => undefined);
  await client.connect();
  return {
    async create(name, template = 'template0') {
      await client.query(`create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`);
      return withDatabase(url, name);
    },
    async drop(name) {
      await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    },
    async cutOff(name) {
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    },
    async list(prefix) {
      const text = 'select datname from pg_database where starts_with(datname, $1) order by datname limit 10000';
      const { rows } = await client.query<{ datname: string }>(text, [prefix]);
      return rows.map((row) => row.datname);
    },
    close: () => client.end(),
  };
}

/** The same server and login, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
}
