import { CommitUnknown, type Database } from '../../src/platform/database/sql.ts';

/** What becomes of a transaction whose COMMIT answer is lost; null: the answer arrives. */
export type Loss = 'applied' | 'undone' | null;

/** A database that loses the answers to COMMIT as `nextLoss` says. */
export function losingDatabase(db: Database, nextLoss: () => Loss): Database {
  return {
    ...db,
    async transaction(work, options) {
      const loss = nextLoss();
      if (loss === 'undone') {
        const undo = new Error('undo');
        const undone = async () => {
          await db.transaction(async (sql) => {
            await work(sql);
            throw undo;
          }, options);
        };
        await undone().catch((error: unknown) => {
          if (error !== undo) throw error;
        });
        throw new CommitUnknown('lost, and nothing happened');
      }
      const value = await db.transaction(work, options);
      if (loss === 'applied') throw new CommitUnknown('lost, and yet it happened');
      return value;
    },
  };
}
