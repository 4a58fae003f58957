import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

type Checker = (value: unknown) => boolean;

const checkers = new WeakMap<TSchema, Checker>();

/**
 * Whether a value has the shape of a wire schema. A schema is compiled when it is first asked about, since every answer of a
 * provider is checked: reading the schema anew each time costs some fifty times as much.
 */
export function fits<Schema extends TSchema>(schema: Schema, value: unknown): value is Static<Schema> {
  const checker = checkers.get(schema) ?? compile(schema);
  return checker(value);
}

function compile(schema: TSchema): Checker {
  const validator = Compile(schema);
  const checker: Checker = (value) => validator.Check(value);
  checkers.set(schema, checker);
  return checker;
}
