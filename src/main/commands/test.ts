import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { projectRoot, runTool } from './run-tool.ts';

/** What vitest's JSON report says of a run, as far as it is read here. */
interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const reportFile = join(projectRoot, '.cache', 'test-report.json');

/** `vahid test [file or word …]`: vitest with visible progress; the last line is `N passed, N failed`. */
export function defineTest(command: Command): void {
  command
    .argument('[arguments...]', 'names of files, or options of vitest')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: readonly string[]) => {
      await mkdir(dirname(reportFile), { recursive: true });
      await rm(reportFile, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
      const { code } = await runTool('vitest/vitest.mjs', ['run', ...reporters, ...args], { shown: true });
      if (process.env['REDIS_URL'] === undefined) console.log('Redis suite did not run: REDIS_URL is not set');
      const { passed, failed } = await readCounts(code);
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

/** A file that could not be loaded counts as one failure, and so does an error outside of every test. */
async function readCounts(code: number): Promise<{ passed: number; failed: number }> {
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  const report = JSON.parse(text) as TestReport;
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.numFailedTests + unloaded.length;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
