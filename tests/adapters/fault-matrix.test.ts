import { expect, test } from 'vitest';
import { runFileConformance } from '../../adapters/conformance/registry-files-checks.ts';
import { listChecks } from '../../adapters/conformance/run.ts';
import { type Subject, tellsStatus } from '../../adapters/conformance/subject.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import type { Check } from '../../adapters/conformance/check.ts';

/** What a provider may answer wrongly: P1 to P21 of the fault list. */
const cases = Array.from({ length: 21 }, (_, index) => `P${index + 1}`);

/** Cases that a check is one of, by its id or by its title. */
function casesOf(checks: readonly Pick<Check, 'id' | 'title'>[]): ReadonlySet<string> {
  return new Set(
    checks.flatMap(({ id, title }) => [id, ...[...title.matchAll(/\((P\d+)\)/g)].map(([, named = '']) => named)]),
  );
}

/** Tried for every protocol with a wire by tests/adapters/defence.test.ts. */
const beforeConnecting = ['P14', 'P15'];
/** The hub takes no callbacks from providers: nobody can forge or replay one. */
const callbacks = 'P20';
/** Protocols whose answers tell an instant that is held against the payment. */
const dated: ReadonlySet<string> = new Set(['paynet-uws', 'payme', 'native-rest']);

function meets(subject: Subject, one: string): boolean {
  if (beforeConnecting.includes(one) || one === callbacks) return false;
  if (one === 'P16') return dated.has(subject.adapter.metadata.protocol);
  return one !== 'P19' || tellsStatus(subject);
}

test.each(subjects.map((subject) => [subject.adapter.metadata.protocol, subject] as const))(
  'every wrong answer that %s can get is among its checks',
  (_protocol, subject) => {
    const covered = casesOf(listChecks(subjects).filter((check) => check.applies(subject)));
    expect(cases.filter((one) => covered.has(one))).toEqual(cases.filter((one) => meets(subject, one)));
  },
);

test('every wrong file that a biller can send is among the checks of registry files', async () => {
  const covered = casesOf((await runFileConformance()).map(({ check }) => check));
  /** What happens to connections: a file is whole before it is read. */
  const ofConnections = ['P13', 'P14', 'P15', 'P17', 'P18'];
  expect(cases.filter((one) => covered.has(one))).toEqual(
    cases.filter((one) => !ofConnections.includes(one) && one !== callbacks),
  );
});
