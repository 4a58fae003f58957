import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import {
  entryReasons,
  entryStates,
  statementFormats,
  type BankEntry,
  type BankStatement,
  type EntryReason,
  type EntryState,
  type StatementFormat,
} from '../../bank-statements/model.ts';
import { currencies, formatAmount, type Currency } from '../../kernel/money.ts';
import type { Hub } from '../hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { namedOperator } from './named-operator.ts';
import { idOf } from './read-id.ts';
import { wholeNumber } from './whole-number.ts';
import { expected, print, withHub } from './with-hub.ts';

interface Said {
  /** The operator's login. */
  readonly as: string;
}
interface Json {
  readonly json?: true;
}

/** `vahid bank`: statements of the hub's bank, what agents paid in, and what nobody was found for. */
export function defineBank(command: Command): void {
  defineAccounts(command);
  defineReferences(command);
  command
    .command('take <file>')
    .description('hand in statements, camt.053 or MT940, whole or not at all; another person releases them')
    .requiredOption('--as <login>', 'who you are')
    .action((path: string, said: Said) => withHub(({ hub }) => take(hub, path, said)));
  command
    .command('statements')
    .description('statements that were taken, newest first')
    .option('--limit <number>', 'most statements, at most 100', wholeNumber(1), 50)
    .option('--json', 'one line of JSON, nothing else')
    .action(({ limit, json }: Json & { limit: number }) =>
      withHub(async ({ hub }) => {
        const found = await hub.bankStatements.listStatements({ limit: Math.min(limit, 100) });
        print(found.map(plain), found.map(describeStatement), json === true);
      }),
    );
  command
    .command('entries')
    .description('entries of statements, newest first; unassigned is what nobody was found for')
    .addOption(new Option('--state <state>', 'only these').choices(entryStates))
    .addOption(new Option('--reason <reason>', 'only these; returned is what the bank undid').choices(entryReasons))
    .option('--limit <number>', 'most entries, at most 100', wholeNumber(1), 50)
    .option('--json', 'one line of JSON, nothing else')
    .action(({ state, reason, limit, json }: Json & { state?: EntryState; reason?: EntryReason; limit: number }) =>
      withHub(async ({ hub }) => {
        const filter = { ...(state ? { state } : {}), ...(reason ? { reason } : {}), limit: Math.min(limit, 100) };
        await showEntries(hub, await hub.bankStatements.listEntries(filter), json === true);
      }),
    );
  defineReleasing(command);
  defineSteps(command);
}

function defineAccounts(command: Command): void {
  command
    .command('accounts')
    .description('accounts of the hub whose statements are read')
    .action(() =>
      withHub(async ({ hub }) => {
        for (const { number, currency, format } of await hub.bankStatements.listAccounts())
          console.log(`${number}  ${currency}  ${format}`);
      }),
    );
  command
    .command('account <number>')
    .description('read statements of a further account')
    .addOption(new Option('--currency <code>', 'as the account is kept').choices(currencies).makeOptionMandatory())
    .addOption(new Option('--format <format>', 'what its bank sends').choices(statementFormats).makeOptionMandatory())
    .requiredOption('--as <login>', 'who you are')
    .action((number: string, { currency, format, as }: Said & { currency: Currency; format: StatementFormat }) =>
      withHub(async ({ hub }) => {
        const { id } = await namedOperator(hub, as);
        const added = expected(await hub.bankStatements.addAccount(id, { number, currency, format }));
        console.log(`statements of ${added.number} (${added.currency}, ${added.format}) are read`);
      }),
    );
}

function defineReferences(command: Command): void {
  command
    .command('references')
    .description('what agents write into transfers beside their codes')
    .action(() =>
      withHub(async ({ hub }) => {
        const codes = await codesOf(hub);
        for (const { reference, agentId } of await hub.bankStatements.listReferences()) {
          console.log(`${reference}  ${codes.get(agentId) ?? agentId}`);
        }
      }),
    );
  command
    .command('reference <agent> <reference>')
    .description('give an agent a virtual account or another reference')
    .requiredOption('--as <login>', 'who you are')
    .action((agentCode: string, reference: string, { as }: Said) =>
      withHub(async ({ hub }) => {
        const { id } = await namedOperator(hub, as);
        const added = expected(await hub.bankStatements.addReference(id, { agentCode, reference }));
        console.log(`${added.reference} is ${agentCode}`);
      }),
    );
  command
    .command('forget <reference>')
    .description('take a reference away; what was posted by it stays')
    .requiredOption('--as <login>', 'who you are')
    .action((reference: string, { as }: Said) =>
      withHub(async ({ hub }) => {
        const { id } = await namedOperator(hub, as);
        console.log(`${expected(await hub.bankStatements.removeReference(id, reference)).reference} is nobody’s`);
      }),
    );
}

function defineReleasing(command: Command): void {
  const statementStep = (name: string, summary: string) =>
    command
      .command(name)
      .description(summary)
      .argument('<statement>', 'id of the statement', idOf('vahid bank statements'));
  statementStep('show', 'a statement with every entry that it brought').action((statementId: string) =>
    withHub(async ({ hub }) => showWhole(hub, expected(await hub.bankStatements.getStatement(statementId)))),
  );
  statementStep('release', 'let the file of a statement be posted, as another person')
    .requiredOption('--as <login>', 'who you are')
    .action((statementId: string, { as }: Said) =>
      withHub(async ({ hub }) => {
        const { id } = await namedOperator(hub, as);
        for (const one of expected(await hub.bankStatements.release(id, statementId))) await showWhole(hub, one);
      }),
    );
  statementStep('reject', 'reject the file of a statement; nothing of it is posted')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--as <login>', 'who you are')
    .action((statementId: string, { as, reason }: Said & { reason: string }) =>
      withHub(async ({ hub }) => {
        const { id } = await namedOperator(hub, as);
        const rejected = expected(await hub.bankStatements.reject(id, statementId, reason));
        for (const one of rejected) console.log(describeStatement(one));
      }),
    );
}

function stepOf(command: Command, name: string, summary: string): Command {
  return command
    .command(name)
    .description(summary)
    .argument('<entry>', 'id of the entry', idOf('vahid bank entries'))
    .requiredOption('--as <login>', 'who you are');
}

function defineSteps(command: Command): void {
  stepOf(command, 'assign', 'say whose money an unassigned entry is; moves nothing')
    .requiredOption('--agent <code>', 'whose it is')
    .requiredOption('--reason <text>', 'how you know')
    .action((entryId: string, said: Said & { agent: string; reason: string }) =>
      withHub(async ({ hub }) => {
        const { id } = await namedOperator(hub, said.as);
        const wish = { entryId, agentCode: said.agent, reason: said.reason };
        await showEntries(hub, [expected(await hub.bankStatements.propose(id, wish))], false);
      }),
    );
  stepOf(command, 'approve', 'agree whose money it is, as another person').action((entryId: string, said: Said) =>
    withHub(async ({ hub }) => {
      const { id } = await namedOperator(hub, said.as);
      await showEntries(hub, [expected(await hub.bankStatements.approve(id, entryId))], false);
    }),
  );
  stepOf(command, 'refuse', 'refuse what was said of an entry')
    .requiredOption('--reason <text>', 'why')
    .action((entryId: string, said: Said & { reason: string }) =>
      withHub(async ({ hub }) => {
        const { id } = await namedOperator(hub, said.as);
        await showEntries(hub, [expected(await hub.bankStatements.refuse(id, entryId, said.reason))], false);
      }),
    );
}

async function take(hub: Hub, path: string, { as }: Said): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new StartRefused(`${path} cannot be read`);
  const { id } = await namedOperator(hub, as);
  const taken = expected(await hub.bankStatements.take(id, createReadStream(path)));
  if (taken.some(({ replayed }) => replayed)) console.log('this file was taken before');
  for (const { statement } of taken) await showWhole(hub, statement);
}

/** The statement, and each entry that it brought. */
async function showWhole(hub: Hub, statement: BankStatement): Promise<void> {
  const limit = 100;
  console.log(describeStatement(statement));
  let page: readonly BankEntry[] = [];
  do {
    const last = page.at(-1);
    const before = last ? { before: last.id } : {};
    page = await hub.bankStatements.listEntries({ statementId: statement.id, ...before, limit });
    await showEntries(hub, page, false);
  } while (page.length === limit);
}

async function codesOf(hub: Hub): Promise<ReadonlyMap<string, string>> {
  return new Map((await hub.agents.list()).map(({ id, code }) => [id, code]));
}

async function showEntries(hub: Hub, entries: readonly BankEntry[], json: boolean): Promise<void> {
  const codes = await codesOf(hub);
  print(
    entries.map(plain),
    entries.map((entry) => describeEntry(entry, codes)),
    json,
  );
}

/** As JSON: amounts are minor units as text. */
function plain(row: BankEntry | BankStatement): unknown {
  return JSON.parse(
    JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  );
}

function describeStatement(one: BankStatement): string {
  const [opening, closing] = [formatAmount(one.opening, one.currency), formatAmount(one.closing, one.currency)];
  const counts = `${one.added} new, ${one.known} known, ${one.pending} not booked`;
  const [named, unnamed, debits] = [one.named, one.unnamed, one.debits].map((sum) => formatAmount(sum, one.currency));
  const sums = `to agents ${named}, unassigned ${unnamed}, debits ${debits}`;
  const state = one.answer === null ? one.state : `${one.state}: ${one.answer}`;
  const what = `${one.id}  ${one.account}  ${one.name}  ${one.closedOn}  ${opening} → ${closing} ${one.currency}`;
  return `${what}  ${counts}  ${sums}  ${state}`;
}

function describeEntry(entry: BankEntry, codes: ReadonlyMap<string, string>): string {
  const { id, bookedOn, side, state, reason, agentId, assignment } = entry;
  const amount = `${side === 'debit' ? '-' : ''}${formatAmount(entry.amount, entry.currency)} ${entry.currency}`;
  const whose = agentId === null ? '' : `  ${codes.get(agentId) ?? agentId}`;
  const lines = [
    `${id}  ${bookedOn}  ${amount}  ${state}${whose}${reason === null ? '' : `  ${reason}`}  ${entry.details}`,
  ];
  if (assignment) {
    const answer = assignment.answer === null ? '' : `: ${assignment.answer}`;
    lines.push(`  ${assignment.state}  ${codes.get(assignment.agentId) ?? ''}, ${assignment.reason}${answer}`);
  }
  return lines.join('\n');
}
