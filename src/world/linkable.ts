import { present } from '../kernel/assert.ts';
import { printAccount } from '../providers/model.ts';
import type { SampleAccount, SampleWorld } from './sample-world.ts';
import type { ProviderSeed } from './seed/provider-seed.ts';

/** A customer's account that nobody of the world has linked: whoever registers may try it. */
export interface LinkableAccount {
  readonly providerCode: string;
  readonly providerName: string;
  /** As it is printed on the bill. */
  readonly account: string;
  /** What the provider asks for beside the account when it is linked. */
  readonly proof: { readonly name: string; readonly label: string; readonly value: string } | null;
}

/** One for each of the first `count` providers that have any; those of `preferred` come first. */
export function listLinkable(
  world: SampleWorld,
  providers: readonly ProviderSeed[],
  { preferred, count }: { readonly preferred: readonly string[]; readonly count: number },
): LinkableAccount[] {
  const rank = (code: string) => (preferred.includes(code) ? preferred.indexOf(code) : preferred.length);
  return providers
    .toSorted((a, b) => rank(a.code) - rank(b.code))
    .flatMap((provider) => {
      const account = findUnlinked(world, provider.code);
      return account ? [describe(provider, account)] : [];
    })
    .slice(0, count);
}

/** One that owes something, where there is one: there is more to see. */
function findUnlinked(world: SampleWorld, providerCode: string): SampleAccount | undefined {
  const links = world.citizens.flatMap((citizen) => citizen.links);
  const linked = new Set(links.filter((link) => link.providerCode === providerCode).map((link) => link.account));
  const unlinked = (world.accounts.get(providerCode) ?? []).filter((account) => !linked.has(account.number));
  return unlinked.find((account) => account.bills.length > 0) ?? unlinked[0];
}

/** An account whose prepaid meter is loaded by a card, for whoever wants to load one. */
export interface CardAccount extends Pick<LinkableAccount, 'providerName' | 'account'> {
  /** As the meter's own company knows it. */
  readonly card: string;
}

/** The first one whose account owes something; undefined where no provider of the world has such meters. */
export function findCardAccount(world: SampleWorld, providers: readonly ProviderSeed[]): CardAccount | undefined {
  const [found] = providers.flatMap((provider) => {
    const accounts = (world.accounts.get(provider.code) ?? []).filter(({ meter }) => Boolean(meter?.smartCard));
    const account = accounts.find(({ bills }) => bills.length > 0) ?? accounts[0];
    return account ? [{ ...describe(provider, account), card: account.meter?.smartCard ?? '' }] : [];
  });
  return found;
}

function describe(provider: ProviderSeed, { number, proofCode }: SampleAccount): LinkableAccount {
  const field = provider.fields.find((candidate) => candidate.proof);
  return {
    providerCode: provider.code,
    providerName: present(provider.names.at(-1), 'the name of a provider').name.az,
    account: printAccount(provider, number),
    proof: field && proofCode !== null ? { name: field.name, label: field.label.en, value: proofCode } : null,
  };
}
