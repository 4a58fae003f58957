import { adapters as ownAdapters } from '../../adapters/index.ts';
import { createAccountService } from '../accounts/service.ts';
import { createHealthService } from '../availability/health-service.ts';
import { createMaintenanceService } from '../availability/maintenance.ts';
import { createProfiles } from '../citizens/profiles.ts';
import { createCitizenServices } from '../citizens/service.ts';
import { createAccountCheck } from '../debts/account-check.ts';
import { createDebtService } from '../debts/service.ts';
import { lookAgain } from '../delivery/deliverer.ts';
import { createHistoryReader } from '../payments/history.ts';
import type { ProviderRegistryService } from '../provider-registries/api.ts';
import { createRegistryBook } from '../provider-registries/book.ts';
import { createProviderRegistryService } from '../provider-registries/service.ts';
import type { ProviderService } from '../providers/api.ts';
import { createProviderCalls } from '../providers/calls.ts';
import { createProposalService } from '../providers/proposals.ts';
import { createProviderService } from '../providers/service.ts';
import type { ReconciliationService } from '../reconciliation/api.ts';
import { createReconciliationService } from '../reconciliation/service.ts';
import type { HubOptions } from './hub.ts';

/** What the hub knows of providers and asks them, and the citizens' accounts at them. */
export function composeProviders(options: HubOptions) {
  const { db, clock, ids, crypto } = options;
  const adapters = [...ownAdapters, ...(options.furtherAdapters ?? [])];
  const findAdapter = (protocol: string) => adapters.find(({ metadata }) => metadata.protocol === protocol);
  const common = { db, database: db, clock, ids };
  const tell = options.onEvent ?? (() => undefined);
  const bookOf = (providerId: string) => createRegistryBook(db, providerId);
  const providers = createProviderService({
    ...common,
    cipher: crypto.cipher,
    http: options.http,
    findAdapter,
    bookOf,
  });
  const { failuresToOpen } = options;
  const health = createHealthService(common);
  const calls = createProviderCalls({
    ...(failuresToOpen === undefined ? {} : { failuresToOpen }),
    onCall: health.observe,
    onFault: ({ providerCode, error }) =>
      tell({ name: 'adapter_failed', providerCode, reason: error instanceof Error ? error.name : 'unknown' }),
  });
  const onBadAnswer = (event: { providerCode: string; reason: string }) => tell({ name: 'bad_answer', ...event });
  const maintenance = createMaintenanceService({ ...common, providers });
  const people = composeCitizens(options, createAccountCheck({ providers, calls, maintenance }));
  const readHistory = createHistoryReader({ db, clock, listLinks: people.accounts.list });
  const debts = createDebtService({
    ...{ ...common, providers, calls, maintenance, readHistory, onBadAnswer },
    ...(options.answersHoldMs === undefined ? {} : { answerHoldsMs: options.answersHoldMs }),
  });
  return {
    ...people,
    ...{ providers, health, maintenance, debts, findAdapter },
    proposals: createProposalService({ ...common, cipher: crypto.cipher, findAdapter }),
    protocols: adapters.map(({ metadata }) => metadata),
  };
}

function composeCitizens(options: HubOptions, check: ReturnType<typeof createAccountCheck>) {
  const { db, clock, ids, crypto } = options;
  const profiles = createProfiles({ db, crypto });
  const accounts = createAccountService({ db, clock, ids, crypto, check, findCitizen: (id) => profiles.findById(id) });
  return { accounts, citizens: createCitizenServices({ db, clock, ids, crypto, accounts }) };
}

/** Files of billers without an online system. */
export function composeProviderRegistries(options: HubOptions, providers: ProviderService): ProviderRegistryService {
  const { db, clock, ids } = options;
  const common = { db, database: db, clock, ids };
  const tell = options.onEvent ?? (() => undefined);
  return createProviderRegistryService({
    ...{ ...common, providers },
    lookAgain: (providerId, references) => lookAgain(db, clock, { providerId, references }),
    ...(options.openExchange ? { openExchange: options.openExchange } : {}),
    onProblem: (problem) => tell({ name: 'files_not_exchanged', ...problem }),
  });
}

/** The providers' own books of our payments. */
export function composeReconciliation(options: HubOptions, providers: ProviderService): ReconciliationService {
  const { db, clock, ids } = options;
  const tell = options.onEvent ?? (() => undefined);
  return createReconciliationService({
    ...{ db, clock, ids, providers },
    onNews: ({ providerCode, run }) =>
      run.reason === null
        ? tell({ name: 'day_differs', providerCode, reason: `${run.day}: ${run.breakCount} payments, run ${run.id}` })
        : tell({ name: 'statement_not_read', providerCode, reason: `${run.day}: ${run.reason}` }),
  });
}
