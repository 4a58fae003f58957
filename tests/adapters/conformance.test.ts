import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderTable, summarize } from '../../adapters/conformance/report.ts';
import { listChecks, runConformance, type CheckResult } from '../../adapters/conformance/run.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';

describe('every adapter keeps the contract over real HTTP', () => {
  const http = createHttpClient({ privateNetworks: loopback });
  let results: readonly CheckResult[] = [];

  beforeAll(async () => {
    results = await runConformance(subjects, http);
  }, 120_000);

  afterAll(() => http.close());

  const cases = subjects.flatMap((subject) =>
    listChecks(subjects)
      .filter((check) => check.applies(subject))
      .map((check) => ({ protocol: subject.adapter.metadata.protocol, id: check.id, title: check.title })),
  );

  test.each(cases)('$protocol: $id $title', ({ protocol, id, title }) => {
    const found = results.filter(
      (result) => result.protocol === protocol && result.check.id === id && result.check.title === title,
    );
    expect(found.map((result) => result.complaints)).toEqual([[]]);
  });

  test('every defect is caught', () => {
    const summary = summarize(results);
    expect(summary).toMatchObject({ adapters: subjects.length, checks: cases.length, failed: 0, defectsNotCaught: 0 });
    expect(summary.defects).toBeGreaterThan(100 * subjects.length);
    expect(renderTable(results)).not.toContain('FAIL');
  });
});
