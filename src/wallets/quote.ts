import { lineRefusal, type DebtTarget, type Quote } from '../debts/model.ts';
import { present } from '../kernel/assert.ts';
import type { Minor } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import { checkAmount } from '../providers/amount-rule.ts';
import { type Door, type WalletRefusal, walletRefusalOf } from './model.ts';
import type { WalletDeps } from './service.ts';

/** Asks the provider about an account; `amount` is held to the provider's rule. */
export async function quote(
  deps: Pick<WalletDeps, 'debts'>,
  { agentId, provider }: Door,
  asked: { readonly account: string; readonly amount?: Minor },
): Promise<Result<{ readonly quote: Quote; readonly holderName: string | null }, WalletRefusal>> {
  const input = parseAccountInput(provider, { account: asked.account, fields: {} }, 'ask');
  if (!input.ok) return err('account');
  if (provider.state !== 'active') return err('later');
  const target: DebtTarget = { key: asked.account, providerId: provider.id, input: input.value, unmasked: false };
  const [line] = await deps.debts.queryDebts({ kind: 'agent', agentId }, [target]);
  const answer = present(line, 'the line of a question');
  if (answer.kind !== 'quoted') return err(walletRefusalOf(present(lineRefusal(answer), 'a reason').code));
  const wrong = asked.amount === undefined ? null : checkAmount(answer.quote.rule, answer.quote, asked.amount);
  return wrong ? err(walletRefusalOf(wrong.code)) : ok({ quote: answer.quote, holderName: answer.holder.name });
}
