import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Check } from '../../adapters/conformance/check.ts';
import { notMet } from '../../adapters/conformance/not-met.ts';
import { runFileConformance } from '../../adapters/conformance/registry-files-checks.ts';
import { listChecks } from '../../adapters/conformance/run.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import { registryFilesMetadata } from '../../adapters/registry-files/metadata.ts';

/** What a provider may answer wrongly, or tell wrongly of its own accord: P1 to P21 of the fault list. */
const cases = Array.from({ length: 21 }, (_, index) => `P${index + 1}`);

/** Cases that a check is one of, by its id or by its title. */
function casesOf(checks: readonly Pick<Check, 'id' | 'title'>[]): ReadonlySet<string> {
  return new Set(
    checks.flatMap(({ id, title }) => [id, ...[...title.matchAll(/\((P\d+)\)/g)].map(([, named = '']) => named)]),
  );
}

/** Tried for every protocol with a wire by tests/adapters/defence.test.ts. */
const beforeConnecting = ['P14', 'P15'];

function excusedOf(protocol: string): readonly string[] {
  return notMet.filter(({ protocols }) => protocols.includes(protocol)).flatMap(({ ids }) => ids);
}

test.each(subjects.map((subject) => [subject.adapter.metadata.protocol, subject] as const))(
  'every wrong answer is among the checks of %s, or it is said why it cannot come',
  (protocol, subject) => {
    const covered = casesOf(listChecks(subjects).filter((check) => check.applies(subject)));
    const left = [...excusedOf(protocol), ...beforeConnecting];
    expect(cases.filter((one) => covered.has(one))).toEqual(cases.filter((one) => !left.includes(one)));
  },
);

test('every wrong file that a biller can send is among the checks of registry files', async () => {
  const covered = casesOf((await runFileConformance()).map(({ check }) => check));
  const excused = excusedOf(registryFilesMetadata.protocol);
  expect(cases.filter((one) => covered.has(one))).toEqual(cases.filter((one) => !excused.includes(one)));
});

test('the table of what cannot come stands in adapters/README.md, and names protocols that there are', async () => {
  const text = await readFile(new URL('../../adapters/README.md', import.meta.url), 'utf8');
  const known = [...subjects.map(({ adapter }) => adapter.metadata.protocol), registryFilesMetadata.protocol];
  for (const { ids, protocols, why } of notMet) {
    expect(protocols.filter((protocol) => !known.includes(protocol))).toEqual([]);
    expect(text).toContain(`| ${ids.join(', ')} | ${protocols.map((one) => `\`${one}\``).join(', ')} | ${why} |`);
  }
});
