import { expect, test } from 'vitest';
import { failuresOf, sumOf, type TestReport, worthASecondRun } from '../../src/main/commands/test-report.ts';

/** Files by name with how their tests ended; a file without a test could not be loaded. */
function report(files: Readonly<Record<string, readonly ('passed' | 'failed')[]>>): TestReport {
  const testResults = Object.entries(files).map(([name, states]) => ({
    name,
    status: states.length === 0 || states.includes('failed') ? 'failed' : 'passed',
    assertionResults: states.map((status, index) => ({ fullName: `rule ${index}`, status })),
  }));
  const count = (wanted: string) =>
    Object.values(files)
      .flat()
      .filter((status) => status === wanted).length;
  return { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults };
}

const mixed = report({ 'a.test.ts': ['passed', 'passed'], 'b.test.ts': ['passed', 'failed'], 'c.test.ts': [] });

test('only the files that failed are run a second time', () => {
  expect(worthASecondRun(mixed)).toEqual(['b.test.ts', 'c.test.ts']);
});

test('many failing files are a broken change: none is run again', () => {
  const names = Array.from({ length: 6 }, (_, index): [string, readonly 'failed'[]] => [
    `${index}.test.ts`,
    ['failed'],
  ]);
  expect(worthASecondRun(report(Object.fromEntries(names)))).toEqual([]);
  expect(worthASecondRun(report(Object.fromEntries(names.slice(1))))).toHaveLength(5);
});

test('what failed is named with its file; a file that could not be loaded stands alone', () => {
  expect(failuresOf(mixed)).toEqual(['b.test.ts > rule 1', 'c.test.ts']);
});

test('without a second run, a file that could not be loaded counts as one failure', () => {
  expect(sumOf({ code: 1, report: mixed })).toEqual({ passed: 3, failed: 2 });
});

test('a second run stands for its files, and nothing is counted twice', () => {
  const again = report({ 'b.test.ts': ['passed', 'passed'], 'c.test.ts': ['passed'] });
  expect(sumOf({ code: 1, report: mixed }, { code: 0, report: again })).toEqual({ passed: 5, failed: 0 });
});

test('what fails twice has failed', () => {
  const again = report({ 'b.test.ts': ['passed', 'failed'], 'c.test.ts': ['passed'] });
  expect(sumOf({ code: 1, report: mixed }, { code: 1, report: again })).toEqual({ passed: 4, failed: 1 });
});

test.each([
  ['without a report', { code: 1, report: undefined }, { passed: 0, failed: 1 }],
  [
    'by an error outside of every test',
    { code: 1, report: report({ 'a.test.ts': ['passed'] }) },
    { passed: 1, failed: 1 },
  ],
])('a run that ended %s has failed', (_, run, sum) => {
  expect(sumOf(run)).toEqual(sum);
});

test('a second run that ended without a report has failed', () => {
  expect(sumOf({ code: 1, report: mixed }, { code: 1, report: undefined }).failed).toBe(1);
});
