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
import * as debtStore from './debt-store.ts';
import { exchangeFiles } from './exchange.ts';
import { makeFilesOf, raiseAlarms } from './payment-files.ts';
import * as paymentStore from './payment-store.ts';
import { type DebtFile, decideHeld, receiveDebts } from './receive-debts.ts';

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

/** A file that is still being received after so long has lost its sender. */
const silentMs = 6 * 3_600_000;
/** Lines that one statement removes, and that one sweep removes altogether. */
const linesPerDelete = 10_000;
const linesPerSweep = 500_000;

export function createProviderRegistryService(deps: ProviderRegistryDeps): ProviderRegistryService {
  const { db, clock, providers } = deps;
  const { sql } = db;

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
    exchange: () => (looking ??= look()),
    raiseAlarms: () => raiseAlarms(deps, filesOf),
    sweep: () => sweep(db, clock),
  };
}

/** One provider after the other; a place that is out of reach keeps no other from being looked at. */
async function exchangeAll(
  deps: ProviderRegistryDeps,
  filesOf: (providerId: string) => Promise<ProviderFiles | undefined>,
): Promise<number> {
  let moved = 0;
  for (const { id, code } of await paymentStore.listExchangingProviders(deps.db.sql)) {
    const files = await filesOf(id);
    if (!files || files.transport.kind === 'upload' || !deps.openExchange) continue;
    let place: FileExchange | undefined;
    try {
      place = await deps.openExchange(code, files.transport);
      moved += await exchangeFiles(deps, { providerId: id, providerCode: code, files }, place);
    } catch (error) {
      // What was not moved is where it was: the next look takes it up.
      deps.onProblem?.({ providerCode: code, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      await place?.close();
    }
  }
  return moved;
}

/** Each statement is short, so that the lines of a large registry leave without holding anybody up. */
async function sweep({ sql }: Database, clock: Clock): Promise<number> {
  const now = clock.now();
  let removed = 0;
  for (const { id, generation } of await debtStore.selectRemovable(sql, new Date(now.getTime() - silentMs))) {
    for (;;) {
      const count = await debtStore.deleteLines(sql, generation, linesPerDelete);
      removed += count;
      if (count < linesPerDelete) break;
      if (removed >= linesPerSweep) return removed;
    }
    await debtStore.markRemoved(sql, id, now);
  }
  return removed;
}
