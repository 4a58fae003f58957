import { type Command, Option } from 'commander';
import { errorEntry, type Refusal } from '../../kernel/errors/catalogue.ts';
import { formatAmount } from '../../kernel/money.ts';
import type { Result } from '../../kernel/result.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { caseActions, type CaseAction, type CaseFile } from '../../reviews/model.ts';
import type { ReviewService } from '../../reviews/api.ts';
import { openHub } from '../roles/start-hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';
import { idOf } from './read-id.ts';
import { wholeNumber } from './whole-number.ts';

interface Said {
  readonly json?: true;
  /** The operator's login. */
  readonly as: string;
}

/** `vahid cases`: what needs a person. One proposes, another approves; only the approval carries anything out. */
export function defineCases(command: Command): void {
  command
    .command('list')
    .description('open cases, oldest first, with their evidence')
    .option('--limit <number>', 'most cases, at most 500', wholeNumber(1), 50)
    .option('--json', 'one line of JSON, nothing else')
    .action(({ limit, json }: { limit: number; json?: true }) =>
      withReviews(async (reviews) => show(await reviews.listOpen(limit), json)),
    );
  stepOf(command, 'take', 'become the owner of a case').action((id: string, said: Said) =>
    withReviews(async (reviews) => show([expected(await reviews.take(id, said.as))], said.json)),
  );
  stepOf(command, 'propose', 'say what the owner would do; books nothing')
    .addOption(new Option('--action <action>', 'what became of it').choices(caseActions).makeOptionMandatory())
    .requiredOption('--reason <text>', 'how you know')
    .option('--number <number>', 'the provider’s own number; needed with `confirmed`')
    .action((id: string, said: Said & { action: CaseAction; reason: string; number?: string }) => {
      const proposal = { action: said.action, reason: said.reason, providerTransaction: said.number ?? null };
      return withReviews(async (reviews) => show([expected(await reviews.propose(id, said.as, proposal))], said.json));
    });
  stepOf(command, 'approve', 'carry out what another person proposed').action((id: string, said: Said) =>
    withReviews(async (reviews) => show([expected(await reviews.approve(id, said.as))], said.json)),
  );
}

function stepOf(command: Command, name: string, summary: string): Command {
  return command
    .command(name)
    .description(summary)
    .argument('<case>', 'id of the case', idOf('vahid cases list'))
    .requiredOption('--as <login>', 'who you are')
    .option('--json', 'one line of JSON, nothing else');
}

/** As a worker: beside a running hub, whose database it shares, without touching what is that hub's. */
async function withReviews(work: (reviews: ReviewService) => Promise<void>): Promise<void> {
  const config = await loadConfig();
  const shutdown = createShutdown();
  const stopListening = closeWhenInterrupted(shutdown, () => 130);
  try {
    const options = { role: 'worker', sampleWorld: false, fresh: false, seed: 0, citizens: 0 } as const;
    const { live } = await openHub(config, { ...options, progress: () => undefined }, shutdown);
    await work(live.hub.reviews);
  } finally {
    await shutdown.run();
    stopListening();
  }
}

function expected(result: Result<CaseFile, Refusal>): CaseFile {
  if (result.ok) return result.value;
  const { code, fields = [] } = result.error;
  const where = fields.map(({ field, detail }) => `; ${field}: ${detail}`).join('');
  throw new StartRefused(`${code}: ${errorEntry(code).title.en}${where}`);
}

function show(files: readonly CaseFile[], json: true | undefined): void {
  if (json) {
    console.log(
      JSON.stringify(files, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
    );
    return;
  }
  if (files.length === 0) console.log('no open cases');
  for (const file of files) console.log(describe(file));
}

function describe({ payment, proposal, attempts, ...file }: CaseFile): string {
  const lines = [`${file.id}  ${file.kind}  ${file.state}  opened ${file.openedAt.toISOString()}  ${file.detail}`];
  if (payment) {
    const amount = `${formatAmount(payment.amount, payment.currency)} ${payment.currency}`;
    lines.push(`  payment ${payment.receiptNumber}  ${payment.providerCode}  ${amount}  ${payment.state}`);
  } else lines.push(`  subject ${file.subjectId}`);
  for (const { at, attemptNo, event, kind, ...row } of attempts) {
    const end = event === 'ended' ? `  ${row.outcome ?? ''} ${row.providerCode ?? ''} ${row.reason ?? ''}` : '';
    lines.push(`  ${at.toISOString()}  attempt ${attemptNo} ${kind} ${event}${end.trimEnd()}`);
  }
  if (file.owner !== null) lines.push(`  owner ${file.owner}`);
  if (proposal) {
    const number = proposal.providerTransaction === null ? '' : ` ${proposal.providerTransaction}`;
    lines.push(`  proposed by ${proposal.by}: ${proposal.action}${number}, ${proposal.reason}`);
  }
  if (file.approvedBy !== null) lines.push(`  approved by ${file.approvedBy}`);
  return lines.join('\n');
}
