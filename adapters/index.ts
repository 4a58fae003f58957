import type { Adapter } from '../src/kernel/adapter.ts';
import { clickAdapter } from './click-shop/adapter.ts';
import { epayAdapter } from './epay/adapter.ts';
import { eripAdapter } from './erip/adapter.ts';
import { nativeRestAdapter } from './native-rest/adapter.ts';
import { kaspiAdapter, kassa24Adapter, osmpAdapter, sberbankAdapter } from './osmp/adapter.ts';
import { paymeAdapter } from './payme/adapter.ts';
import { paynetAdapter } from './paynet-uws/adapter.ts';
import { registryFilesAdapter } from './registry-files/adapter.ts';

/** Every protocol the hub speaks. A new adapter is one line here. */
export const adapters: readonly Adapter[] = [
  osmpAdapter,
  kaspiAdapter,
  sberbankAdapter,
  kassa24Adapter,
  eripAdapter,
  epayAdapter,
  paynetAdapter,
  paymeAdapter,
  clickAdapter,
  nativeRestAdapter,
  registryFilesAdapter,
];

/** The adapter of a protocol, by the name in its metadata. */
export function findAdapter(protocol: string): Adapter | undefined {
  return adapters.find((adapter) => adapter.metadata.protocol === protocol);
}
