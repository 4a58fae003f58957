/** A broken invariant is a bug, never an outcome: it stops the transaction that meets it. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

/** Returns the value, or stops where a value must be there by construction. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new InvariantViolation(`missing: ${what}`);
  return value;
}

/** Makes the compiler prove that a switch covers every case. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`unreachable case: ${String(value)}`);
}
