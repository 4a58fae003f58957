/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Localized, ProviderPort, ProviderTraits } from '../kernel/adapter.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Provider, ProviderState, Service } from './model.ts';
import type { ProviderData } from './provider-data.ts';

/** A provider, ready to be asked and told. */
export interface ConnectedProvider {
  readonly provider: Provider;
  readonly port: ProviderPort;
  /** What it can do with its settings. */
  readonly traits: ProviderTraits;
}

export interface ProviderService {
  /** Every provider (at most 1,000) by service and code, whatever its state unless one is asked for. */
  list(filter?: { readonly service?: Service; readonly state?: ProviderState }): Promise<readonly Provider[]>;
  find(providerId: string): Promise<Provider | undefined>;
  findByCode(code: string): Promise<Provider | undefined>;
  /** Refuses: not_found. */
  get(providerId: string): Promise<Result<Provider, Refusal>>;
  /** Refuses: not_found. */
  getByCode(code: string): Promise<Result<Provider, Refusal>>;
  /** Several at once, by id; unknown ids are absent from the map. At most 1,000 ids. */
  findMany(providerIds: readonly string[]): Promise<ReadonlyMap<string, Provider>>;
  /** Codes by id. A code is never changed, so those that are known are not asked for again; unknown ids are absent. */
  findCodes(providerIds: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /**
   * The open connection of a provider, made again when its row has changed since. Whether the provider is active is
   * the caller's question: what was accepted is delivered to a suspended one, too. Refuses: not_found.
   */
  connect(providerId: string): Promise<Result<ConnectedProvider, Refusal>>;
  /** The same for a provider that was just read. Throws where its protocol or its credentials are broken. */
  connectTo(provider: Provider): Promise<ConnectedProvider>;

  /** A new provider from data. Refuses: invalid_request, with every problem in `fields`. */
  add(data: ProviderData): Promise<Result<Provider, Refusal>>;
  /** Replaces everything but code, service, currency and names. Refuses: not_found, invalid_request (with `fields`). */
  change(providerId: string, data: ProviderData): Promise<Result<Provider, Refusal>>;
  /** Reaches the provider at another address from now on. Refuses: not_found, invalid_request (with `fields`). */
  moveEndpoint(providerId: string, endpoint: string): Promise<Result<Provider, Refusal>>;
  /** Refuses: not_found. */
  changeState(providerId: string, state: ProviderState): Promise<Result<Provider, Refusal>>;
  /**
   * Gives the company another name from a date on and moves nothing else; the same rename twice is one.
   * Refuses: not_found, invalid_request (the date is taken by another name, or no date).
   */
  rename(providerId: string, validFrom: BusinessDate, name: Localized): Promise<Result<Provider, Refusal>>;
}
