import type { Command } from 'commander';
import { loadConfig } from '../../platform/config/config.ts';
import type { Verification } from '../../verification/model.ts';
import { verifyBooks } from '../../verification/service.ts';
import { withDatabase } from '../with-database.ts';
import { tellProgress } from './tell-progress.ts';

/** `vahid verify`: replays the books; exits with 1 when anything is not as it must be. */
export function defineVerify(command: Command): void {
  command
    .option('--incremental', 'only what is new since the last clean run, and what may still change')
    .option('--json', 'print the result as one line of JSON, nothing else')
    .action(async (options: { json?: true; incremental?: true }) => {
      const config = await loadConfig();
      const progress = tellProgress(options.json === true);
      const result = await withDatabase(config, 'verify', (db) =>
        // Findings about lapsed leases are against the machine's clock: nobody simulates a hub that is verified from outside.
        verifyBooks({
          db,
          clock: { now: () => new Date() },
          mode: options.incremental ? 'incremental' : 'full',
          keepsPoint: true,
          onProgress: progress.tell,
        }),
      );
      progress.end();
      console.log(options.json ? JSON.stringify(result) : describe(result));
      if (result.findings.length > 0) process.exitCode = 1;
    });
}

function describe(result: Verification): string {
  const { mode, since, checks, payments, transfers, findings, durationMs } = result;
  const from = since.filter(({ batch }) => batch > 0).map(({ lane, batch }) => ` after batch ${lane}/${batch}`);
  const head = `${mode}: ${checks.length} checks over ${payments} payments and ${transfers} transfers${from.join()} in ${(durationMs / 1000).toFixed(1)} s`;
  const lines = findings.map((finding) => `  ${finding.check}  ${finding.subject}  ${finding.detail}`);
  return [
    head,
    ...lines,
    findings.length === 0 ? 'nothing found: the books are as they must be' : `${findings.length} findings`,
  ].join('\n');
}
