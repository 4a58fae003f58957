import { expect } from 'vitest';
import type { CheckName, VerificationMode } from '../../src/verification/model.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import type { Books } from './books.ts';

/** Names of the checks that find something after `text` has run as the owner of the tables, with every trigger off. Undone afterwards. */
export async function findingsAfter(books: Books, text: string, mode: VerificationMode = 'full'): Promise<CheckName[]> {
  const undo = new Error('undo');
  let found: CheckName[] = [];
  const attempt = books.database.owner.transaction(async (sql) => {
    await sql.run('SET LOCAL session_replication_role = replica');
    expect(await sql.run(text)).toBeGreaterThan(0);
    const inside = {
      sql,
      transaction: <T>(work: (s: typeof sql) => Promise<T>) => work(sql),
      close: async () => undefined,
    };
    const { findings } = await verifyBooks({ db: inside, clock: books.clock, mode, connections: 1 });
    found = findings.map((finding) => finding.check);
    throw undo;
  });
  await expect(attempt).rejects.toBe(undo);
  return found;
}
