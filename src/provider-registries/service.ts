import type { Clock } from '../kernel/clock.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import type { FileTransport, ProviderFiles } from '../kernel/provider-files.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { FileExchange } from '../platform/file-exchange/file-exchange.ts';
import type { Database } from '../platform/database/sql.ts';
import type { ProviderService } from '../providers/api.ts';
import { receiveAcknowledgement } from './acknowledgement.ts';
import type { HandedIn, ProviderRegistryService } from './api.ts';
import { withClaim } from './claim.ts';
import * as debtStore from './debt-store.ts';
import { decideHeld } from './decide-held.ts';
import { exchangeFiles } from './exchange.ts';
import { recognize, renewKey } from './key.ts';
import { makeFilesOf, raiseAlarms } from './payment-files.ts';
import * as paymentStore from './payment-store.ts';
import { type DebtFile, receiveDebts } from './receive-debts.ts';
import { sweep } from './sweep.ts';

export interface ProviderRegistryDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly providers: Pick<ProviderService, 'getByCode' | 'connect'>;
  readonly lookAgain: (providerId: string, references: readonly string[]) => Promise<unknown>;
  /** Opens the place where a provider's files come and go; left out, people carry them all. */
  readonly openExchange?: (
    providerCode: string,
    transport: Exclude<FileTransport, { readonly kind: 'upload' }>,
  ) => Promise<FileExchange>;
  /** Told of a place that could not be reached, or broke off; it is looked at again. */
  readonly onProblem?: (problem: { readonly providerCode: string; readonly reason: string }) => void;
}

type FilesOf = (providerId: string) => Promise<ProviderFiles | undefined>;

export function createProviderRegistryService(deps: ProviderRegistryDeps): ProviderRegistryService {
  const { providers } = deps;
  const { sql } = deps.db;

  async function filesOf(providerId: string) {
    const connected = await providers.connect(providerId);
    return connected.ok ? connected.value.port.files : undefined;
  }

  async function fileOf(handedIn: HandedIn): Promise<Result<DebtFile, Refusal>> {
    const provider = await providers.getByCode(handedIn.providerCode);
    if (!provider.ok) return provider;
    const files = await filesOf(provider.value.id);
    return files ? ok({ ...handedIn, providerId: provider.value.id, files }) : err(refusal('not_found'));
  }

  // A large file may take longer than the pause between two looks: whoever comes meanwhile joins the look that runs.
  let looking: Promise<number> | undefined;
  const look = async () => {
    try {
      return await exchangeAll(deps, filesOf);
    } finally {
      looking = undefined;
    }
  };

  return {
    async receiveDebts(handedIn, chunks) {
      const file = await fileOf(handedIn);
      return file.ok ? receiveDebts(deps, file.value, chunks) : file;
    },
    async get(providerCode, registryId) {
      const provider = await providers.getByCode(providerCode);
      if (!provider.ok) return provider;
      const registry = await debtStore.selectRegistry(sql, registryId);
      return registry?.providerId === provider.value.id ? ok(registry) : err(refusal('not_found'));
    },
    approve: (id, by) => decideHeld(deps, id, { state: 'active', by }),
    discard: (id, by) => decideHeld(deps, id, { state: 'discarded', by }),
    async list(providerCode) {
      const provider = await providers.getByCode(providerCode);
      return provider.ok ? ok(await debtStore.selectNewest(sql, provider.value.id)) : provider;
    },
    async receiveAcknowledgement(handedIn, chunks) {
      const file = await fileOf(handedIn);
      return file.ok ? receiveAcknowledgement(deps, file.value, chunks) : file;
    },
    ...filesOut(deps, filesOf),
    async renewKey(providerCode) {
      const provider = await providers.getByCode(providerCode);
      if (!provider.ok) return provider;
      return (await filesOf(provider.value.id))
        ? ok(await renewKey(deps, provider.value.id))
        : err(refusal('not_found'));
    },
    recognize: (authorization) => recognize(deps, authorization),
    exchange: () => (looking ??= look()),
    raiseAlarms: () => raiseAlarms(deps, filesOf),
    sweep: () => sweep(deps),
  };
}

/** Files of what was paid. */
function filesOut(
  deps: ProviderRegistryDeps,
  filesOf: FilesOf,
): Pick<ProviderRegistryService, 'makePaymentFiles' | 'getPaymentFile' | 'listPaymentFiles'> {
  const { providers } = deps;
  const { sql } = deps.db;
  return {
    async makePaymentFiles() {
      let made = 0;
      for (const providerId of await paymentStore.listWaitingProviders(sql)) {
        const files = await filesOf(providerId);
        if (files) made += await makeFilesOf(deps, { providerId, files });
      }
      return made;
    },
    async getPaymentFile(providerCode, number) {
      const provider = await providers.getByCode(providerCode);
      if (!provider.ok) return provider;
      const file = await paymentStore.selectFile(sql, provider.value.id, number);
      return file ? ok(file) : err(refusal('not_found'));
    },
    async listPaymentFiles(providerCode) {
      const provider = await providers.getByCode(providerCode);
      return provider.ok ? ok(await paymentStore.selectNewestFiles(sql, provider.value.id)) : provider;
    },
  };
}

/** One provider after the other; a place that is out of reach keeps no other from being looked at. */
async function exchangeAll(deps: ProviderRegistryDeps, filesOf: FilesOf): Promise<number> {
  let moved = 0;
  for (const { id, code } of await paymentStore.listExchangingProviders(deps.db.sql)) {
    const files = await filesOf(id);
    if (!files || files.transport.kind === 'upload' || !deps.openExchange) continue;
    const { openExchange } = deps;
    const { transport } = files;
    try {
      const count = await withClaim(deps, id, async ({ stillMine }) => {
        const place = await openExchange(code, transport);
        try {
          return await exchangeFiles(deps, { providerId: id, providerCode: code, files, stillMine }, place);
        } finally {
          await place.close();
        }
      });
      moved += count ?? 0;
    } catch (error) {
      // What was not moved is where it was: the next look takes it up.
      deps.onProblem?.({ providerCode: code, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return moved;
}
