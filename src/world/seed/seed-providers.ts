import { assert } from '../../kernel/assert.ts';
import type { ProviderService } from '../../providers/api.ts';
import type { Provider } from '../../providers/model.ts';
import type { ProviderSeed } from './provider-seed.ts';

export interface ProviderSeedDeps {
  readonly providers: Pick<ProviderService, 'findByCode' | 'add' | 'moveEndpoint'>;
  /** Where the provider listens now; simulators may get another port at every start. */
  readonly endpointOf: (code: string) => string;
  /** Its credentials by the names of its protocol. */
  readonly secretsOf: (seed: ProviderSeed) => Readonly<Record<string, string>>;
}

/** Makes the providers that are not there yet and follows moved addresses; what an operator changed stays. By code. */
export async function seedProviders(
  deps: ProviderSeedDeps,
  seeds: readonly ProviderSeed[],
): Promise<ReadonlyMap<string, Provider>> {
  const seeded = new Map<string, Provider>();
  for (const seed of seeds) seeded.set(seed.code, await seedProvider(deps, seed));
  return seeded;
}

async function seedProvider(deps: ProviderSeedDeps, seed: ProviderSeed): Promise<Provider> {
  const endpoint = deps.endpointOf(seed.code);
  const known = await deps.providers.findByCode(seed.code);
  if (known?.endpoint === endpoint) return known;
  const { accountShapes: _, ...data } = seed;
  const outcome = known
    ? await deps.providers.moveEndpoint(known.id, endpoint)
    : await deps.providers.add({ ...data, endpoint, secrets: deps.secretsOf(seed), state: 'active' });
  assert(outcome.ok, `the sample provider ${seed.code} is right: ${outcome.ok ? '' : JSON.stringify(outcome.error)}`);
  return outcome.value;
}
