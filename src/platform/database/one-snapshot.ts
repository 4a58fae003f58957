import { assert, present } from '../../kernel/assert.ts';
import type { Database, Sql } from './sql.ts';

/** What pg_export_snapshot() returns: it must stand in the statement, which takes no placeholder there. */
const snapshotName = /^[0-9A-F-]{1,64}$/;

type Work = (sql: Sql) => Promise<void>;

const options = { isolation: 'repeatable read', readOnly: true, retries: 0 } as const;

/**
 * Runs `works` at the same time, each on a connection of its own, in read-only transactions that all see one instant.
 * With a single one there is nothing to share, and its transaction alone is opened.
 */
export async function inOneSnapshot(db: Database, works: readonly Work[]): Promise<void> {
  const [first, ...others] = works;
  if (!first) return;
  if (others.length === 0) return db.transaction(first, options);
  let publish: (name: Promise<string>) => void = () => undefined;
  const name = new Promise<string>((resolve) => {
    publish = resolve;
  });
  const lead = db.transaction(async (sql) => {
    publish(readName(sql));
    await name;
    await first(sql);
    // Whoever took the snapshot has it for good; whoever has not yet needs this transaction open.
    await Promise.allSettled(followers.map(({ begun }) => begun));
  }, options);
  const failed = lead.then(() => name);
  const followers = others.map((work) => follow(db, Promise.race([name, failed]), work));
  await Promise.all([lead, ...followers.map(({ done }) => done)]);
}

async function readName(sql: Sql): Promise<string> {
  const row = await sql.first<{ name: string }>('SELECT pg_export_snapshot() AS name');
  const { name } = present(row, 'the name of a snapshot');
  assert(snapshotName.test(name), 'the name of a snapshot is digits and dashes');
  return name;
}

/** `begun` is fulfilled once the transaction has the snapshot, `done` at its end; both fail when it cannot have it. */
function follow(db: Database, name: Promise<string>, work: Work): { begun: Promise<void>; done: Promise<void> } {
  let begin: () => void = () => undefined;
  const taken = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const done = name.then((snapshot) =>
    db.transaction(async (sql) => {
      await sql.run(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
      begin();
      await work(sql);
    }, options),
  );
  return { begun: Promise.race([taken, done]), done };
}
