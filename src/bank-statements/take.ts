import { createHash } from 'node:crypto';
import { present } from '../kernel/assert.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Audit } from '../platform/audit/audit.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { TakenStatement } from './api.ts';
import { readCamt053 } from './camt053.ts';
import { checkStatements } from './check.ts';
import { checkContinuity } from './continuity.ts';
import {
  identityOf,
  isSameEntry,
  mostFileBytes,
  type BankAccount,
  type ReadStatement,
  type StatementFormat,
} from './model.ts';
import { readMt940 } from './mt940.ts';
import { readReferences } from './payers.ts';
import { createProblems, type Problems } from './problems.ts';
import { recognise, type KnownReferences } from './recognise.ts';
import type { BankStatementDeps } from './service.ts';
import * as statements from './statement-store.ts';
import * as store from './store.ts';

type Context = BankStatementDeps & { readonly audit: Audit };

/** Reads a file whole, and writes down what it says; nothing is posted before somebody else has released it. Refuses: file_rejected, payload_too_large. */
export async function take(
  context: Context,
  by: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Result<readonly TakenStatement[], Refusal>> {
  const bytes = await readAll(chunks);
  if (!bytes) return err(refusal('payload_too_large'));
  const sha256 = createHash('sha256').update(bytes).digest();
  const earlier = await statements.selectOfFile(context.db.sql, sha256);
  if (earlier.length > 0) return ok(earlier.map((statement) => ({ statement, replayed: true })));
  const problems = createProblems();
  const file = readFile(context, bytes, problems);
  const accounts = new Map((await store.selectAccounts(context.db.sql)).map((account) => [account.number, account]));
  if (problems.refusal() === null) checkStatements(file, accounts, problems);
  const malformed = problems.refusal();
  if (malformed) return err(malformed);
  return write(context, { ...file, by, sha256, accounts, problems });
}

/** Undefined where the file is larger than it may be. */
async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > mostFileBytes) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

interface ReadFile {
  readonly format: StatementFormat;
  readonly statements: readonly ReadStatement[];
}

/** What begins like XML is camt.053; anything else is MT940. */
function readFile({ readXml }: Context, bytes: Buffer, problems: Problems): ReadFile {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    problems.add('', 'encoding', 'UTF-8');
    return { format: 'mt940', statements: [] };
  }
  if (text.trimStart().startsWith('<')) return { format: 'camt.053', statements: readCamt053(text, readXml, problems) };
  return { format: 'mt940', statements: readMt940(text, problems) };
}

interface Checked extends ReadFile {
  readonly by: string;
  readonly sha256: Buffer;
  readonly accounts: ReadonlyMap<string, BankAccount>;
  readonly problems: Problems;
}

/** Undoes the transaction of a file that says otherwise of an entry than an earlier one. */
class Contradicted extends Error {}

async function write(context: Context, file: Checked): Promise<Result<readonly TakenStatement[], Refusal>> {
  const { db } = context;
  const ids = [...new Set(file.statements.map(({ account }) => accountOf(file, account).id))].toSorted();
  const known = await readReferences(context.agents, db.sql);
  try {
    return await db.transaction(async (sql) => {
      // In one order, so that two files of several accounts do not wait for one another.
      for (const id of ids) await store.lockAccount(sql, id);
      // The same file may have been taken while this one waited.
      const earlier = await statements.selectOfFile(sql, file.sha256);
      if (earlier.length > 0) return ok(earlier.map((statement) => ({ statement, replayed: true })));
      const numbered = file.statements.map((statement, index) => ({ statement, position: index + 1 }));
      // Day by day, whatever the order of the file: each leads on from the one before.
      for (const one of numbered.toSorted((a, b) => a.statement.closedOn.localeCompare(b.statement.closedOn))) {
        await writeStatement(context, sql, { ...one, file, known });
      }
      if (file.problems.refusal()) throw new Contradicted();
      const taken = await statements.selectOfFile(sql, file.sha256);
      for (const { id } of taken) await record(context, sql, { by: file.by, id });
      return ok(taken.map((statement) => ({ statement, replayed: false })));
    });
  } catch (error) {
    if (!(error instanceof Contradicted)) throw error;
    return err(present(file.problems.refusal(), 'why a file is refused'));
  }
}

interface OneOfFile {
  readonly file: Checked;
  readonly statement: ReadStatement;
  readonly position: number;
  readonly known: KnownReferences;
}

async function writeStatement(context: Context, sql: Sql, { file, statement, position, known }: OneOfFile) {
  const { id: accountId, currency } = accountOf(file, statement.account);
  const references = statement.entries.map(({ reference }) => reference);
  const earlier = new Map(
    (await store.selectByReferences(sql, accountId, references)).map((entry) => [identityOf(entry), entry]),
  );
  const statementId = context.ids.uuid();
  const added: store.NewEntry[] = [];
  for (const [index, entry] of statement.entries.entries()) {
    const before = earlier.get(identityOf(entry));
    if (before && !isSameEntry(before, { ...entry, currency })) {
      file.problems.add(
        `${entry.place}/reference`,
        'contradicts',
        'an earlier file has another entry under this reference',
      );
    }
    if (before) continue;
    const { place: _, isReturn, payments: __, ...row } = entry;
    const whose = entry.side === 'credit' ? recognise(known, entry) : isReturn ? { reason: 'returned' as const } : null;
    const agentId = whose && 'agentId' in whose ? whose.agentId : null;
    const reason = whose && 'reason' in whose ? whose.reason : null;
    added.push({ ...row, id: context.ids.uuid(), position: index + 1, state: 'waiting', agentId, reason });
  }
  await checkContinuity(sql, { accountId, statement, added }, file.problems);
  await statements.insertStatement(sql, {
    ...{ id: statementId, accountId, sha256: file.sha256, position, format: file.format, name: statement.name },
    ...{ opening: statement.opening, closing: statement.closing, closedOn: statement.closedOn },
    ...{ added: added.length, known: statement.entries.length - added.length, pending: statement.pending },
    ...{ receivedBy: file.by, receivedAt: context.clock.now() },
  });
  await store.insertEntries(sql, { accountId, currency, statementId }, added);
}

function accountOf({ accounts }: Pick<Checked, 'accounts'>, number: string): BankAccount {
  return present(accounts.get(number), 'the account of a statement that was checked');
}

async function record({ audit }: Context, sql: Sql, of: { readonly by: string; readonly id: string }): Promise<void> {
  await audit.record(sql, {
    actor: { kind: 'operator', id: of.by },
    action: 'bank_statement.taken',
    target: { kind: 'bank_statement', id: of.id },
    details: {},
  });
}
