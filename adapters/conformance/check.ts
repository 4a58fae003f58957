import type { Bench } from './bench.ts';
import type { Subject } from './subject.ts';

/** One thing that must hold of an adapter. What does not hold comes back as complaints in English. */
export interface Check {
  /** Of the fault list, where the check is one of its cases. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'rule' | 'defect';
  /** False where the protocol cannot be asked this. */
  applies(subject: Subject): boolean;
  run(bench: Bench): Promise<readonly string[]>;
}

export function rule(title: string, run: Check['run'], applies: Check['applies'] = () => true): Check {
  return { id: 'rule', title, kind: 'rule', applies, run };
}

/** Values are compared by their JSON, bigints as text: enough for outcomes and lines of books. */
export function expectSame(what: string, found: unknown, expected: unknown): readonly string[] {
  const [seen, wanted] = [show(found), show(expected)];
  return seen === wanted ? [] : [`${what}: ${seen} instead of ${wanted}`];
}

export function expectTrue(what: string, holds: boolean): readonly string[] {
  return holds ? [] : [what];
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return text ?? String(value);
}
