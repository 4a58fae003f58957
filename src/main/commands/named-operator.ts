import type { Operator } from '../../operators/model.ts';
import { findOperator } from '../find-operator.ts';
import type { Hub } from '../hub.ts';
import { expected } from './with-hub.ts';

/** The operator that a command names with `--as`. Throws `StartRefused`, naming the option and the rule. */
export async function namedOperator(hub: Pick<Hub, 'operators'>, login: string): Promise<Operator> {
  return expected(await findOperator(hub, login));
}
