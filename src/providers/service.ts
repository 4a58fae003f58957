import type { Adapter, HttpPort, Localized } from '../kernel/adapter.ts';
import { present } from '../kernel/assert.ts';
import { type BusinessDate, businessDateOf } from '../kernel/business-date.ts';
import type { Clock } from '../kernel/clock.ts';
import { type FieldProblem, fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import type { RegistryBook } from '../kernel/provider-files.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import { createLately } from '../platform/lately.ts';
import { createRecent } from '../platform/recent.ts';
import type { ProviderService } from './api.ts';
import { createConnections, sealSecrets } from './connections.ts';
import { fixedProblems } from './fixed-data.ts';
import type { Provider } from './model.ts';
import { endpointProblems, nameProblems, type ProviderData, providerProblems } from './provider-data.ts';
import * as store from './store.ts';

export interface ProviderServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cipher: FieldCipher;
  readonly http: HttpPort;
  readonly findAdapter: (protocol: string) => Adapter | undefined;
  readonly bookOf?: (providerId: string) => RegistryBook;
}

/** Providers on one page. */
const mostOnPage = 500;

export function createProviderService(deps: ProviderServiceDeps): ProviderService {
  const { database } = deps;
  const today = () => businessDateOf(deps.clock.now());
  const connect = createConnections({ ...deps, readSecrets: (id) => store.selectSecrets(database.sql, id) });

  const find = async (id: string) => (await store.selectProvidersById(database.sql, today(), [id]))[0];
  const findByCode = (code: string) => store.selectProviderByCode(database.sql, today(), code);
  const get = async (id: string) => foundOrRefused(await find(id));
  const recalled = recallIn(database.sql, today);
  /** What this process changes, it knows at once. */
  const change = async <T>(work: Promise<T>) => work.finally(recalled.forget);

  return {
    list: (filter = {}) => store.selectProviders(database.sql, today(), filter),
    page: ({ limit, ...filter }) =>
      store.selectProviderPage(database.sql, today(), { ...filter, limit: Math.min(Math.max(limit, 1), mostOnPage) }),
    find,
    findByCode,
    get,
    getByCode: async (code) => foundOrRefused(await findByCode(code)),
    findMany: async (ids) => {
      const providers = await store.selectProvidersById(database.sql, today(), [...new Set(ids)]);
      return new Map(providers.map((provider) => [provider.id, provider]));
    },
    recallMany: recalled.many,
    recallByCode: recalled.byCode,
    findCodes: findCodesIn(database.sql),
    connect: async (id) => {
      const provider = await find(id);
      return provider ? ok(await connect(provider)) : err(refusal('not_found'));
    },
    connectTo: connect,
    add: (data) => addProvider(deps, data, find),
    change: (id, data) => change(changeProvider(deps, id, { data, get })),
    moveEndpoint: async (id, endpoint) => {
      const problems = endpointProblems(endpoint);
      if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
      await change(store.updateEndpoint(database.sql, id, endpoint));
      return get(id);
    },
    changeState: async (id, state) => {
      await change(store.updateProviderState(database.sql, id, state));
      return get(id);
    },
    rename: (id, validFrom, name) => change(renameProvider(deps, id, { validFrom, name, get })),
  };
}

/** Codes that are remembered; `fixedProblems` keeps them from changing. */
const mostCodes = 2_000;

function findCodesIn(sql: Sql): ProviderService['findCodes'] {
  const known = createRecent<string, string>(mostCodes);
  return async (ids) => {
    const asked = [...new Set(ids)];
    const found = new Map(asked.flatMap((id) => pairOf(id, known.get(id))));
    const missing = asked.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    for (const [id, code] of await store.selectCodes(sql, missing)) {
      known.set(id, code);
      found.set(id, code);
    }
    return found;
  };
}

/** Providers as they were less than a second ago, under the names of a day. */
function recallIn(sql: Sql, today: () => BusinessDate) {
  const idOf = createRecent<string, string>(mostCodes);
  const lately = createLately<{ readonly id: string; readonly on: BusinessDate }, Provider>({
    nameOf: ({ id, on }) => `${id} ${on}`,
    load: async (keys) => {
      const days = [...new Set(keys.map(({ on }) => on))];
      const found = await Promise.all(
        days.map(async (on) => {
          const ids = keys.filter((key) => key.on === on).map(({ id }) => id);
          const providers = await store.selectProvidersById(sql, on, ids);
          return providers.map((provider) => [`${provider.id} ${on}`, provider] as const);
        }),
      );
      return new Map(found.flat());
    },
  });
  const many: ProviderService['recallMany'] = async (ids) => {
    const on = today();
    const found = await Promise.all([...new Set(ids)].map((id) => lately.get({ id, on })));
    return new Map(found.flatMap((provider) => (provider ? [[provider.id, provider] as const] : [])));
  };
  return {
    many,
    byCode: async (code: string): Promise<Provider | undefined> => {
      const id = idOf.get(code);
      if (id !== undefined) return lately.get({ id, on: today() });
      const provider = await store.selectProviderByCode(sql, today(), code);
      if (provider) idOf.set(code, provider.id);
      return provider;
    },
    forget: lately.forget,
  };
}

function pairOf(id: string, code: string | undefined): (readonly [string, string])[] {
  return code === undefined ? [] : [[id, code]];
}

type Get = (id: string) => Promise<Result<Provider, Refusal>>;

async function addProvider(
  deps: ProviderServiceDeps,
  data: ProviderData,
  find: (id: string) => Promise<Provider | undefined>,
): Promise<Result<Provider, Refusal>> {
  const problems = providerProblems(data, deps.findAdapter(data.protocol));
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const id = deps.ids.uuid();
  const sealedSecrets = sealSecrets(deps.cipher, id, data.secrets);
  const isAdded = await deps.database.transaction(async (sql) => {
    const inserted = await store.insertProvider(sql, { id, data, sealedSecrets, createdAt: deps.clock.now() });
    if (inserted) await store.insertNames(sql, id, data.names);
    return inserted;
  });
  if (!isAdded) return invalid({ field: '/code', rule: 'taken', detail: 'another provider has this code' });
  return ok(present(await find(id), 'the provider that was just added'));
}

async function changeProvider(
  deps: ProviderServiceDeps,
  id: string,
  change: { readonly data: ProviderData; readonly get: Get },
): Promise<Result<Provider, Refusal>> {
  const { data, get } = change;
  const before = await get(id);
  if (!before.ok) return before;
  const problems = [...fixedProblems(before.value, data), ...providerProblems(data, deps.findAdapter(data.protocol))];
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const sealedSecrets = sealSecrets(deps.cipher, id, data.secrets);
  await store.updateProvider(deps.database.sql, id, { data, sealedSecrets });
  return get(id);
}

async function renameProvider(
  deps: ProviderServiceDeps,
  id: string,
  rename: { readonly validFrom: BusinessDate; readonly name: Localized; readonly get: Get },
): Promise<Result<Provider, Refusal>> {
  const { validFrom, name, get } = rename;
  const problems = nameProblems([{ validFrom, name }]);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const before = await get(id);
  if (!before.ok) return before;
  await store.insertNames(deps.database.sql, id, [{ validFrom, name }]);
  const after = await get(id);
  const borne = after.ok ? after.value.names.find((dated) => dated.validFrom === validFrom)?.name : undefined;
  const isOurs = borne?.az === name.az && borne.ru === name.ru && borne.en === name.en;
  return isOurs
    ? after
    : invalid({ field: '/names/0/validFrom', rule: 'taken', detail: 'another name begins on this date' });
}

function foundOrRefused(provider: Provider | undefined): Result<Provider, Refusal> {
  return provider ? ok(provider) : err(refusal('not_found'));
}

function invalid(problem: FieldProblem): Result<never, Refusal> {
  return err(fieldRefusal('invalid_request', problem));
}
