import type { Command } from 'commander';
import type { Proof, RestoredBackup } from '../../backups/model.ts';
import { listBackups, proveCopy } from '../../backups/service.ts';
import { systemIds } from '../../kernel/ids.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { withDatabase } from '../with-database.ts';
import { plainRows } from './plain-rows.ts';
import { tellProgress } from './tell-progress.ts';
import { print } from './with-hub.ts';

interface Said {
  readonly json?: true;
}

/** `vahid backups`: a backup is one once it was restored. */
export function defineBackups(command: Command): void {
  command
    .command('prove')
    .description(
      'replays the restored copy at RESTORED_DATABASE_URL and holds it against the books; nothing is written to the copy',
    )
    .option('--json', 'one line of JSON, nothing else')
    .action((said: Said) => prove(said.json === true));
  command
    .command('list')
    .description('copies that have proven themselves, newest first')
    .option('--json', 'one line of JSON, nothing else')
    .action(async (said: Said) => {
      const found = await withDatabase(await loadConfig(), 'backups', listBackups);
      const lines = found.length > 0 ? found.map(inWords) : ['no restored copy was proven yet'];
      print(plainRows(found), lines, said.json === true);
    });
}

async function prove(isForMachine: boolean): Promise<void> {
  const config = await loadConfig();
  const { restoredDatabaseUrl: url } = config;
  if (url === undefined) throw new StartRefused('RESTORED_DATABASE_URL: must be the address of the restored copy');
  const clock = { now: () => new Date() };
  const progress = tellProgress(isForMachine);
  const proof = await withDatabase(config, 'backups', (db) =>
    withDatabase({ ...config, databaseUrl: url }, 'backups', (copy) =>
      proveCopy({ db, clock, ids: systemIds(clock) }, copy, progress.tell),
    ),
  );
  progress.end();
  if (proof.kind === 'proven') {
    print(plainRows(proof.backups), proof.backups.map(inWords), isForMachine);
    return;
  }
  print(plainRows([proof]), whyNot(proof), isForMachine);
  process.exitCode = 1;
}

function inWords({ lane, batch, settlementDay, payments, provenAt }: RestoredBackup): string {
  return `${provenAt.toISOString()}  through batch ${lane}/${batch} of ${settlementDay}, ${payments} payments: proven`;
}

function whyNot(proof: Exclude<Proof, { readonly kind: 'proven' }>): readonly string[] {
  switch (proof.kind) {
    case 'same_database':
      return ["RESTORED_DATABASE_URL is the hub's own database, not a copy"];
    case 'standby':
      return ['RESTORED_DATABASE_URL follows another server: it was not restored'];
    case 'empty':
      return ['the copy has no batch: nothing was restored'];
    case 'other_books':
      return [`the copy is of other books: its batch ${proof.lane}/${proof.batch} is not ours`];
    case 'findings':
      return [
        ...proof.findings.map(({ check, subject, detail }) => `  ${check}  ${subject}  ${detail}`),
        `${proof.findings.length} findings: the copy is not whole`,
      ];
  }
}
