import { fieldRefusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, type Result } from '../kernel/result.ts';
import type { Operator } from '../operators/model.ts';
import type { Hub } from './hub.ts';

/** Who says so. A login that is at fault is named: it is not the file, nor the proposal. */
export async function findOperator(
  { operators }: Pick<Hub, 'operators'>,
  login: string,
): Promise<Result<Operator, Refusal>> {
  const operator = await operators.getActive(login);
  if (operator.ok) return operator;
  const isUnknown = operator.error.code === 'not_found';
  const problem = isUnknown
    ? { field: '--as', rule: 'known', detail: 'no operator has this login' }
    : { field: '--as', rule: 'active', detail: 'this operator may not work now' };
  return err(fieldRefusal(operator.error.code, problem));
}
