/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Localized, ProviderPort, ProviderTraits } from '../kernel/adapter.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Provider, ProviderState, Service } from './model.ts';
import type { Json } from './entry-reader.ts';
import type { ProviderData } from './provider-data.ts';
import type { Proposal, ProposalState } from './proposal-model.ts';

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
  /** The same as it was less than a second ago, for questions; what moves money asks `findByCode`, or the lane. */
  recallByCode(code: string): Promise<Provider | undefined>;
  /** Refuses: not_found. */
  get(providerId: string): Promise<Result<Provider, Refusal>>;
  /** Refuses: not_found. */
  getByCode(code: string): Promise<Result<Provider, Refusal>>;
  /** Several at once, by id; unknown ids are absent from the map. At most 1,000 ids. */
  findMany(providerIds: readonly string[]): Promise<ReadonlyMap<string, Provider>>;
  /** The same as they were less than a second ago. */
  recallMany(providerIds: readonly string[]): Promise<ReadonlyMap<string, Provider>>;
  /** One page of all providers by code, at most 500: those behind `after`, where it is given. */
  page(filter: {
    readonly service?: Service;
    readonly state?: ProviderState;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly Provider[]>;
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

/** How two operators change a provider: one proposes, another approves. Operators are named by id. */
export interface ProposalService {
  /**
   * Proposes a new provider, or a change of the one that bears the code: what the entry leaves out stays (RFC 7396), an
   * object is merged, null takes a setting or a credential away. Refuses: invalid_request, with every problem in `fields`.
   */
  propose(by: string, wanted: { readonly entry: Json; readonly reason: string }): Promise<Result<Proposal, Refusal>>;
  /**
   * Carries a proposal out. Refuses: not_found, proposal_decided, same_actor, proposal_stale (the provider has changed
   * since, or its code was taken), invalid_request (the hub does not take such data any more).
   */
  approve(by: string, id: string): Promise<Result<Proposal, Refusal>>;
  /** Also by whoever proposed. Refuses: not_found, proposal_decided. */
  reject(by: string, id: string): Promise<Result<Proposal, Refusal>>;
  /** Refuses: not_found. */
  get(id: string): Promise<Result<Proposal, Refusal>>;
  /** The newest first, at most 100; `before`: those that are older than the one of this id. */
  list(filter: {
    readonly state?: ProposalState;
    readonly code?: string;
    readonly before?: string;
    readonly limit?: number;
  }): Promise<readonly Proposal[]>;
  /** Names of the credentials that the hub has of a provider; what they are stays sealed. */
  listSecretNames(providerId: string): Promise<readonly string[]>;
  /** The data of a provider, credentials included, for a check of its connection. Refuses: not_found. */
  readLive(code: string): Promise<Result<ProviderData, Refusal>>;
  /** The data of an open proposal, credentials included, for a check of its connection. Refuses: not_found, proposal_decided. */
  readDraft(id: string): Promise<Result<ProviderData, Refusal>>;
}
