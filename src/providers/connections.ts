import type { Adapter, HttpPort } from '../kernel/adapter.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { RegistryBook } from '../kernel/provider-files.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import { createRecent } from '../platform/recent.ts';
import type { ConnectedProvider } from './api.ts';
import type { Provider } from './model.ts';

export interface ConnectionDeps {
  readonly cipher: FieldCipher;
  readonly http: HttpPort;
  readonly ids: Ids;
  readonly clock: Clock;
  /** The adapter of a protocol; the list of them is the composition's. */
  readonly findAdapter: (protocol: string) => Adapter | undefined;
  /** The sealed credentials of a provider. */
  readonly readSecrets: (providerId: string) => Promise<Uint8Array | null>;
  /** What the hub keeps for a provider that exchanges files. */
  readonly bookOf?: (providerId: string) => RegistryBook;
}

/** Connections that stay open at once; one that was forgotten is made again, for one statement. */
const mostOpen = 1_000;

/** Keeps one open connection a provider, and makes another when the provider's row has changed. */
export function createConnections(deps: ConnectionDeps): (provider: Provider) => Promise<ConnectedProvider> {
  const open = createRecent<string, ConnectedProvider>(mostOpen);
  return async (provider) => {
    const known = open.get(provider.id);
    if (known?.provider.version === provider.version) return { ...known, provider };
    const connected = await connect(deps, provider);
    open.set(provider.id, connected);
    return connected;
  };
}

async function connect(deps: ConnectionDeps, provider: Provider): Promise<ConnectedProvider> {
  const adapter = present(deps.findAdapter(provider.protocol), `an adapter for the protocol ${provider.protocol}`);
  const sealed = await deps.readSecrets(provider.id);
  const secrets = openSecrets(deps.cipher, provider.id, sealed);
  const port = adapter.connect(
    {
      providerCode: provider.code,
      currency: provider.currency,
      endpoint: provider.endpoint,
      settings: { ...provider.settings, ...secrets },
      timeouts: { queryMs: provider.queryTimeoutMs, payMs: provider.payTimeoutMs },
    },
    deps.http,
    {
      bytes: (length) => deps.ids.bytes(length),
      clock: deps.clock,
      ...(deps.bookOf ? { book: deps.bookOf(provider.id) } : {}),
    },
  );
  return { provider, port, traits: port.traits ?? adapter.metadata };
}

/** Credentials open only in the row they were sealed for. */
export function sealSecrets(
  cipher: FieldCipher,
  providerId: string,
  secrets: Readonly<Record<string, string>>,
): Uint8Array | null {
  if (Object.keys(secrets).length === 0) return null;
  return cipher.sealText(placeOfSecrets(providerId), JSON.stringify(secrets));
}

export function openSecrets(
  cipher: FieldCipher,
  providerId: string,
  sealed: Uint8Array | null,
): Readonly<Record<string, string>> {
  if (sealed === null) return {};
  return JSON.parse(cipher.openText(placeOfSecrets(providerId), sealed)) as Record<string, string>;
}

/** Where the credentials of a provider belong, also those of a proposal. */
export function placeOfSecrets(providerId: string): string {
  return `provider.secrets:${providerId}`;
}
