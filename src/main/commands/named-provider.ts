import type { Refusal } from '../../kernel/errors/catalogue.ts';
import type { Result } from '../../kernel/result.ts';
import type { Provider } from '../../providers/model.ts';
import type { Hub } from '../hub.ts';
import { StartRefused } from '../roles/start-refused.ts';

/** The provider that an operator names by its code. Throws `StartRefused`. */
export async function namedProvider(hub: Hub, code: string): Promise<Provider> {
  const provider = await hub.providers.findByCode(code);
  if (!provider) throw new StartRefused(`no provider is called ${code}`);
  return provider;
}

/** What came of a wish of the operator. Throws `StartRefused` with every problem. */
export function doneOrRefused<T>(what: string, outcome: Result<T, Refusal>): T {
  if (outcome.ok) return outcome.value;
  const lines = (outcome.error.fields ?? []).map(({ field, rule, detail }) => `  ${field || '/'}  ${rule}: ${detail}`);
  throw new StartRefused([`${what}: ${outcome.error.code}`, ...lines].join('\n'));
}
