import { present } from '../../kernel/assert.ts';
import type { MeterService } from '../../meters/api.ts';
import type { Provider } from '../../providers/model.ts';
import { expected } from '../hub.ts';
import type { MeterSeed } from './sample-tariffs.ts';

export interface MeterSeedDeps {
  readonly meters: Pick<MeterService, 'positions' | 'setTariff' | 'setMostPerDay'>;
}

/** Writes tariffs and bounds of readings down where a provider has no tariff yet; what an operator has set stays. */
export async function seedMeters(
  { meters }: MeterSeedDeps,
  providers: ReadonlyMap<string, Provider>,
  seeds: readonly MeterSeed[],
): Promise<void> {
  for (const { providerCode, mostPerDay, ...tariff } of seeds) {
    const providerId = present(providers.get(providerCode), providerCode).id;
    const [known] = await meters.positions([{ providerId, meter: { usedInPeriod: 0 } }]);
    if (known) continue;
    expected('set a tariff', await meters.setTariff({ providerId, ...tariff }));
    expected('bound what is read', await meters.setMostPerDay(providerId, mostPerDay));
  }
}
