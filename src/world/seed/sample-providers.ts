import { cez, rostelecom } from './abroad.ts';
import type { ProviderSeed } from './provider-seed.ts';
import { azercell, aztelekom, bakcell, nar } from './telecoms.ts';
import { azerenerji, azerigas, azerishiq, azersu } from './utilities.ts';

/** The ten providers of the sample world. */
export const sampleProviders: readonly ProviderSeed[] = [
  azerigas,
  azersu,
  azerishiq,
  azerenerji,
  aztelekom,
  azercell,
  bakcell,
  nar,
  cez,
  rostelecom,
];
