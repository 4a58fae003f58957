import type { MaintenanceService } from '../availability/api.ts';
import type { AccountCheck, CheckedAccount } from '../accounts/api.ts';
import type { AccountAnswer, AccountInput } from '../kernel/adapter.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseAccountInput, plainAccount } from '../providers/account-input.ts';
import type { ProviderService } from '../providers/api.ts';
import type { ProviderCalls } from '../providers/calls.ts';
import type { Provider } from '../providers/model.ts';
import { isSameAccount } from './answer.ts';
import { plainText } from './plain-text.ts';

export interface AccountCheckDeps {
  readonly providers: Pick<ProviderService, 'get' | 'connectTo'>;
  /** The same places and breaker as the debts: a provider is one party, whatever it is asked. */
  readonly calls: ProviderCalls;
  readonly maintenance: Pick<MaintenanceService, 'outlook'>;
}

/** Asks a provider whether an account exists, for linking; the proof is asked for where the provider has one. */
export function createAccountCheck(deps: AccountCheckDeps): AccountCheck {
  return {
    async check(providerId, typed) {
      const found = await deps.providers.get(providerId);
      if (!found.ok) return found;
      const provider = found.value;
      const input = parseAccountInput(provider, typed, 'link');
      if (!input.ok) return input;
      if (provider.state !== 'active') return err(refusal('provider_disabled'));
      const outlook = await deps.maintenance.outlook([provider.id]);
      if (outlook.get(provider.id)?.now) return err(refusal('provider_disabled'));
      return askProvider(deps, provider, input.value);
    },
  };
}

async function askProvider(
  deps: AccountCheckDeps,
  provider: Provider,
  input: AccountInput,
): Promise<Result<CheckedAccount, Refusal>> {
  const outcome = await deps.calls.ask(provider, async () => {
    const { port } = await deps.providers.connectTo(provider);
    return port.validate(input);
  });
  if (!outcome.ok) return err(refusal('provider_unavailable'));
  switch (outcome.value.kind) {
    case 'answered':
      return checkedAccount(provider, input, outcome.value.answer);
    case 'no-such-account':
      return err(refusal('account_not_found'));
    case 'proof-refused':
      return err(refusal('proof_refused'));
    case 'refused':
      return err(refusal('account_refused'));
    case 'unavailable':
      return err(refusal('provider_unavailable'));
  }
}

/** An answer about another account is no answer: its holder is nobody's business here. */
function checkedAccount(
  provider: Provider,
  input: AccountInput,
  answer: AccountAnswer,
): Result<CheckedAccount, Refusal> {
  if (!isSameAccount(provider, input.account, answer.account)) return err(refusal('provider_unavailable'));
  return ok({
    account: plainAccount(provider, answer.account),
    holderName: answer.holderName === null ? null : plainText(answer.holderName),
    address: answer.address === null ? null : plainText(answer.address),
    proven: answer.proven,
  });
}
