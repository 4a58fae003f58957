import { lineRefusal, type DebtLine, type DebtTarget } from '../debts/model.ts';
import { present } from '../kernel/assert.ts';
import { formatAmount } from '../kernel/money.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import type { Provider } from '../providers/model.ts';
import { answerOf, refusalOf, results, type Network, type NetworkAnswer } from './model.ts';
import type { NetworkDeps } from './service.ts';
import * as store from './store.ts';

/** The provider that a number of the network stands for. */
export async function providerOf(deps: NetworkDeps, network: Network, service: string): Promise<Provider | undefined> {
  const id = await store.findService(deps.db.sql, network.agentId, service);
  return id === undefined ? undefined : deps.providers.find(id);
}

/** Whether an account may be paid, and what it owes. Moves no money. */
export async function check(
  deps: NetworkDeps,
  network: Network,
  { service, account }: { readonly service: string; readonly account: string },
): Promise<NetworkAnswer> {
  const provider = await providerOf(deps, network, service);
  if (!provider) return answerOf(results.forbidden, 'the service is not agreed');
  const input = parseAccountInput(provider, { account, fields: {} }, 'ask');
  if (!input.ok) return answerOf(results.accountFormat, 'not an account of this provider');
  const target: DebtTarget = { key: account, providerId: provider.id, input: input.value, unmasked: false };
  const [line] = await deps.debts.queryDebts({ kind: 'agent', agentId: network.agentId }, [target]);
  return checked(present(line, 'the line of a question'));
}

function checked(line: DebtLine): NetworkAnswer {
  if (line.kind !== 'quoted') {
    const { code } = present(lineRefusal(line), 'a reason');
    return answerOf(refusalOf(code).result, code);
  }
  const { quote, holder } = line;
  return {
    result: results.ok,
    comment: 'may be paid',
    fields: {
      ...(quote.balanceTold ? { debt: formatAmount(quote.balance, quote.currency) } : {}),
      ...(holder.name === null ? {} : { name: holder.name }),
    },
  };
}
