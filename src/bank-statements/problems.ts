import { type FieldProblem, fieldRefusal, type Refusal } from '../kernel/errors/catalogue.ts';

/** Problems that a refusal shows; more are only counted. */
const mostShown = 20;

/** What is wrong with a file, in the order in which it was found. */
export interface Problems {
  add(place: string, rule: string, detail: string): void;
  /** Why the file is refused, or null. Refuses: file_rejected. */
  refusal(): Refusal | null;
}

export function createProblems(): Problems {
  const kept: FieldProblem[] = [];
  let count = 0;
  return {
    add(field, rule, detail) {
      count += 1;
      if (kept.length < mostShown) kept.push({ field, rule, detail });
    },
    refusal() {
      if (count === 0) return null;
      return { ...fieldRefusal('file_rejected', ...kept), details: { problems: String(count) } };
    },
  };
}
