import type {
  AccountInput,
  Adapter,
  DebtAnswer,
  HttpPort,
  PayOutcome,
  PayRequest,
  ProviderConnection,
  ProviderPort,
  QueryOutcome,
  QuestionSources,
  StatusOutcome,
} from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import type { RegistryBook } from '../../src/kernel/provider-files.ts';
import { evidence } from '../kit/evidence.ts';
import { connectionProblems } from '../kit/settings.ts';
import { filesOf, transportProblems } from './files.ts';
import { layoutProblems, readSettings } from './layout.ts';
import { debtAnswer, statusOutcome } from './map.ts';
import { registryFilesMetadata } from './metadata.ts';

export const registryFilesAdapter: Adapter = {
  metadata: registryFilesMetadata,
  problems: registryFilesProblems,
  connect: connectRegistryFiles,
};

function registryFilesProblems(connection: ProviderConnection): readonly string[] {
  const problems = connectionProblems(connection, registryFilesMetadata.settings);
  if (problems.length > 0) return problems;
  const read = readSettings(connection);
  return [...layoutProblems(read), ...transportProblems(read)];
}

function connectRegistryFiles(
  connection: ProviderConnection,
  _http: HttpPort,
  sources?: QuestionSources,
): ProviderPort {
  assert(registryFilesProblems(connection).length === 0, `provider ${connection.providerCode} is configured for files`);
  const book = sources?.book;
  const session = { connection, book };
  return {
    validate: (input) => debt(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: (request) => status(session, request),
    files: filesOf(connection),
  };
}

interface Session {
  readonly connection: ProviderConnection;
  readonly book: RegistryBook | undefined;
}

async function debt({ connection, book }: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const found = book ? await book.findDebt(input) : 'no-registry';
  // Before its first registry nobody can say that an account does not exist.
  if (found === 'no-registry') return { kind: 'unavailable', evidence: evidence('no_registry') };
  if (!found) return { kind: 'no-such-account', evidence: evidence('account_not_found') };
  return { kind: 'answered', answer: debtAnswer(connection, input, found), evidence: evidence('ok') };
}

async function pay({ connection, book }: Session, request: PayRequest): Promise<PayOutcome> {
  assert(request.currency === connection.currency, 'a provider is paid in its own currency');
  if (!book) return { kind: 'not-sent', evidence: evidence('unsupported') };
  const isKept = await book.keepPayment(request);
  return isKept
    ? { kind: 'pending', evidence: evidence('pending') }
    : { kind: 'unknown', evidence: evidence('reference_conflict') };
}

async function status({ book }: Session, request: PayRequest): Promise<StatusOutcome> {
  return statusOutcome(book ? await book.findPayment(request.reference) : undefined);
}
