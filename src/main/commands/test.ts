import type { Command } from 'commander';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { projectRoot, runTool } from './run-tool.ts';
import { failuresOf, sumOf, type TestReport, worthASecondRun } from './test-report.ts';

const reportFile = join(projectRoot, '.cache', 'test-report.json');

interface Run {
  readonly code: number;
  /** Undefined when vitest ended without writing one. */
  readonly report: TestReport | undefined;
}

/**
 * `vahid test [file or word …]`: vitest with visible progress; the last line is `N passed, N failed`. When a few files
 * of the whole suite failed, they are run once more, alone and one after the other: what passes then was unsteady, is
 * named, and counts as passed. Why: docs/decisions/0031.
 */
export function defineTest(command: Command): void {
  command
    .argument('[arguments...]', 'names of files, or options of vitest')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: readonly string[]) => {
      const first = await runVitest(args);
      const again = args.length === 0 && first.report ? worthASecondRun(first.report) : [];
      const second = again.length > 0 ? await runAgain(again, first.report) : undefined;
      if (process.env['REDIS_URL'] === undefined) console.log('Redis suite did not run: REDIS_URL is not set');
      const { passed, failed } = sumOf(first, second);
      for (const name of failuresOf(second?.report ?? first.report)) console.log(`failed: ${name}`);
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

async function runAgain(files: readonly string[], before: TestReport | undefined): Promise<Run> {
  for (const name of failuresOf(before)) console.log(`failed at the first try: ${name}`);
  console.log(`Running ${files.length} of the files once more, alone`);
  return runVitest([...files, '--no-file-parallelism']);
}

async function runVitest(args: readonly string[]): Promise<Run> {
  await mkdir(dirname(reportFile), { recursive: true });
  await rm(reportFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...reporters, ...args], { shown: true });
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  return { code, report: text === undefined ? undefined : withShortNames(JSON.parse(text) as TestReport) };
}

function withShortNames(report: TestReport): TestReport {
  return {
    ...report,
    testResults: report.testResults.map((file) => ({ ...file, name: relative(projectRoot, file.name) })),
  };
}
