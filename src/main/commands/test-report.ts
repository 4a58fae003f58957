/** What vitest's JSON report says of a run, as far as it is read here. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

export interface TestSum {
  readonly passed: number;
  readonly failed: number;
}

/** More failing files than this are a broken change and no unsteady test. */
const mostUnsteadyFiles = 5;

/** The files that failed, when they are few enough to be the machine's fault; otherwise none. */
export function worthASecondRun(report: TestReport): readonly string[] {
  const failed = report.testResults.filter((file) => file.status === 'failed');
  return failed.length <= mostUnsteadyFiles ? failed.map((file) => file.name) : [];
}

/** Every test that failed, behind the path of its file; a file that could not be loaded stands alone. */
export function failuresOf(report: TestReport | undefined): readonly string[] {
  return (report?.testResults ?? []).flatMap((file) => {
    if (file.status !== 'failed') return [];
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    return failed.length === 0 ? [file.name] : failed.map((test) => `${file.name} > ${test.fullName}`);
  });
}

/**
 * The sum of a run, in which the files of the second run stand for themselves as they were in the first.
 * A run that ended badly without a failed test, or without a report, counts as one failure.
 */
export function sumOf(first: Outcome, second?: Outcome): TestSum {
  if (!second) return sumOfOne(first);
  const repeated = new Set(second.report?.testResults.map((file) => file.name));
  const others = (first.report?.testResults ?? []).filter((file) => !repeated.has(file.name));
  const untouched = others.flatMap((file) => file.assertionResults).filter((test) => test.status === 'passed');
  const again = sumOfOne(second);
  return { passed: untouched.length + again.passed, failed: again.failed };
}

interface Outcome {
  readonly code: number;
  readonly report: TestReport | undefined;
}

/** A file that could not be loaded counts as one failure, and so does an error outside of every test. */
function sumOfOne({ code, report }: Outcome): TestSum {
  if (!report) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.numFailedTests + unloaded.length;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
