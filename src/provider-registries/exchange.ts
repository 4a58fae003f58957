import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { FileProblem, ProviderFiles } from '../kernel/provider-files.ts';
import type { ArrivedFile, FileExchange } from '../platform/file-exchange/file-exchange.ts';
import { type AcknowledgementDeps, receiveAcknowledgement } from './acknowledgement.ts';
import * as store from './payment-store.ts';
import { receiveDebts } from './receive-debts.ts';

/** A provider whose files come and go by themselves. */
export interface ExchangingProvider {
  readonly providerId: string;
  readonly providerCode: string;
  readonly files: ProviderFiles;
  /** Says that the work goes on. Throws when it is somebody else's by now. */
  readonly stillMine: () => Promise<void>;
}

/** Whoever handed a file in that no person brought. */
const byTransport = 'transport';

/** Takes what has come, oldest first, and puts out what was made; returns how many files moved. */
export async function exchangeFiles(
  deps: AcknowledgementDeps,
  provider: ExchangingProvider,
  exchange: FileExchange,
): Promise<number> {
  const arrived = await exchange.list();
  for (const file of arrived) {
    await provider.stillMine();
    const report = await takeFile(deps, { provider, exchange, file });
    await (report === null ? exchange.archive(file.name) : exchange.reject(file.name, report));
  }
  const made = await store.selectUnwritten(deps.db.sql, provider.providerId);
  for (const { id, name, content } of made) {
    await provider.stillMine();
    await exchange.put(name, content);
    await store.markWritten(deps.db.sql, id, deps.clock.now());
  }
  return arrived.length + made.length;
}

/** Null where the file was taken; otherwise a report of why not. */
async function takeFile(
  deps: AcknowledgementDeps,
  arrival: { readonly provider: ExchangingProvider; readonly exchange: FileExchange; readonly file: ArrivedFile },
): Promise<string | null> {
  const { provider, exchange, file } = arrival;
  const kind = provider.files.parseName(file.name)?.kind;
  if (kind === undefined) return reportOf('file_name_not_known', []);
  const { stillMine: onPart, ...of } = provider;
  const handedIn = { ...of, name: file.name, by: byTransport, sizeBytes: file.sizeBytes, onPart };
  if (kind === 'debts') {
    const outcome = await receiveDebts(deps, handedIn, exchange.read(file.name));
    if (!outcome.ok) return refusedReport(outcome.error);
    const { state, problems, problemCount } = outcome.value.registry;
    return state === 'refused' ? reportOf(`refused: ${problemCount} problems`, problems) : null;
  }
  const outcome = await receiveAcknowledgement(deps, handedIn, exchange.read(file.name));
  return outcome.ok ? null : refusedReport(outcome.error);
}

function refusedReport({ code, fields = [] }: Refusal): string {
  return [code, ...fields.map(({ field, rule, detail }) => [field, rule, detail].join('\t')), ''].join('\n');
}

function reportOf(head: string, problems: readonly FileProblem[]): string {
  const lines = problems.map(({ line, column, rule, value }) => [line, column, rule, value].join('\t'));
  return [head, ...lines, ''].join('\n');
}
