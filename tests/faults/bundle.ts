import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';

/** Runs the file and keeps what the engine made of it; a process that is told nothing ends at once. */
export const hubLoader = fileURLToPath(new URL('hub-loader.mjs', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packages that find files or machine code beside themselves, and drivers that Knex knows and nobody has. */
const external = ['argon2', 'pdfkit', 'pino', 'msgpackr', '@fastify/swagger-ui', 'fontkit', 'ssh2-sftp-client'];
const absentDrivers =
  /^(mysql2?|oracledb|tedious|sqlite3|better-sqlite3|pg-query-stream|pg-native|mariadb|@google-cloud\/spanner)(\/|$)/;

/**
 * Makes one file of a process of the hub: hundreds are started in a run, and reading a thousand files each time would
 * take longer than everything else. Three folders below the top, where the code expects itself to be.
 */
export async function bundleHubProcess(): Promise<string> {
  const outDir = join(root, '.cache', 'faults', `hub-${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    ssr: { noExternal: true, external },
    build: {
      ssr: 'tests/faults/hub-process.ts',
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: {
        external: absentDrivers,
        output: { codeSplitting: false, format: 'cjs', entryFileNames: 'hub-process.cjs' },
      },
    },
  });
  const file = join(outDir, 'hub-process.cjs');
  await promisify(execFile)(process.execPath, [hubLoader, file]);
  return file;
}
