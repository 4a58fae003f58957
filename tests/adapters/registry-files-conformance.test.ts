import { describe, expect, test } from 'vitest';
import { runFileConformance } from '../../adapters/conformance/registry-files-checks.ts';
import { summarize } from '../../adapters/conformance/report.ts';
import type { FileReader, ProviderFiles } from '../../src/kernel/provider-files.ts';

/** A reader that overlooks whatever a rule says. */
function overlooking<T>(reader: FileReader<T>, isOverlooked: (rule: string) => boolean): FileReader<T> {
  return {
    ...reader,
    result: () => {
      const result = reader.result();
      const problems = result.problems.filter(({ rule }) => !isOverlooked(rule));
      return { ...result, problems, problemCount: problems.length };
    },
  };
}

const careless =
  (isOverlooked: (rule: string) => boolean) =>
  (files: ProviderFiles): ProviderFiles => ({
    ...files,
    readDebts: () => overlooking(files.readDebts(), isOverlooked),
    readAcknowledgement: () => overlooking(files.readAcknowledgement(), isOverlooked),
  });

describe('the protocol of files', () => {
  test('keeps every rule, and refuses a file for each of its defects', async () => {
    const results = await runFileConformance();
    expect(results.flatMap(({ check, complaints }) => complaints.map((text) => `${check.title}: ${text}`))).toEqual([]);
    expect(summarize(results)).toMatchObject({ adapters: 1, failed: 0, defectsNotCaught: 0 });
    expect(summarize(results).defects).toBeGreaterThan(70);
  });

  test.each([
    ['sees no problem at all', () => true, 60],
    ['does not look at control lines', (rule: string) => ['control_sum', 'trailer', 'after_trailer'].includes(rule), 6],
    ['takes any amount', (rule: string) => rule === 'amount', 8],
    ['does not mind the number of cells', (rule: string) => rule === 'columns', 2],
    ['takes any result', (rule: string) => rule === 'result', 5],
    ['takes any date', (rule: string) => ['date', 'period'].includes(rule), 3],
  ])('is not kept by a reader that %s', async (_, isOverlooked, least) => {
    const { defectsNotCaught } = summarize(await runFileConformance(careless(isOverlooked)));
    expect(defectsNotCaught).toBeGreaterThanOrEqual(least);
  });
});
