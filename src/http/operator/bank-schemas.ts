import { type Static, Type } from 'typebox';
import { present } from '../../kernel/assert.ts';
import {
  entryReasons,
  entryStates,
  statementFormats,
  statementStates,
  type BankEntry,
  type BankStatement,
} from '../../bank-statements/model.ts';
import { balance, DateOnly, Id, money, showMoney, Timestamp } from '../schemas/common.ts';
import { named, nullable, oneOf, strict } from '../schemas/shapes.ts';

export const AgentCode = Type.String({ pattern: '^[a-z][a-z0-9-]{1,31}$', description: 'Code of an agent.' });
export const Reason = Type.String({ minLength: 1, maxLength: 200, description: 'How you know; for the record.' });

export const StatementAnswer = strict(
  {
    statementId: Id,
    account: Type.String({ description: 'Number of the hub’s account.' }),
    format: oneOf(statementFormats),
    name: Type.String({ description: 'As the bank calls the statement.' }),
    opening: balance,
    closing: balance,
    closedOn: DateOnly,
    added: Type.Integer({ description: 'Entries that no file had brought before.' }),
    known: Type.Integer({
      description: 'Entries that an earlier file had brought; nothing was posted for them again.',
    }),
    pending: Type.Integer({
      description: 'Entries that the bank has not booked, or of nought; they count for nothing.',
    }),
    named: balance,
    unnamed: balance,
    debits: balance,
    receivedBy: Type.String({ description: 'Login of the operator.' }),
    receivedAt: Timestamp,
    state: oneOf(statementStates, {
      description: '`waiting`: nothing of it is posted before another operator has released it.',
    }),
    decidedBy: nullable(Type.String({ description: 'Login of the operator who released or rejected it.' })),
    decidedAt: nullable(Timestamp),
    answer: nullable(Type.String({ description: 'Why it was rejected.' })),
  },
  {
    $id: 'BankStatement',
    description:
      'A statement of the hub’s bank. Of its entries that no file had brought before, `named` are credits to agents, `unnamed` credits ' +
      'that nobody is found for, `debits` what is reported and not posted.',
  },
);
export const statement = named(StatementAnswer);

export const EntryAnswer = strict(
  {
    entryId: Id,
    statementId: Id,
    position: Type.Integer({ description: 'In the statement, from 1.' }),
    account: Type.String({ description: 'Number of the hub’s account.' }),
    reference: Type.String({ description: 'The bank’s own: what makes it the same entry in another file.' }),
    side: oneOf(['credit', 'debit']),
    amount: money,
    bookedOn: DateOnly,
    details: Type.String({ description: 'What the payer wrote, at most 500 characters.' }),
    state: oneOf(entryStates, {
      description:
        '`waiting`, `rejected`: as its statement. `debit`: reported, nothing is posted. `due`, `assigning`: being posted. `deposited`: the agent’s. `unassigned`: nobody ' +
        'was found. `assigned`: two operators said whose it is.',
    }),
    agent: nullable(AgentCode),
    reason: nullable(
      oneOf(entryReasons, {
        description:
          'Why nobody was found; `returned`: the bank undoes an entry. As a credit no agent paid it in; as a debit it takes a ' +
          'deposit back, which is not posted by itself.',
      }),
    ),
    assignment: nullable(
      strict({
        agent: AgentCode,
        reason: Type.String(),
        proposedBy: Type.String({ description: 'Login of an operator.' }),
        proposedAt: Timestamp,
        state: oneOf(['proposed', 'approved', 'refused']),
        decidedBy: nullable(Type.String({ description: 'Login of another operator.' })),
        decidedAt: nullable(Timestamp),
        answer: nullable(Type.String({ description: 'Why it was refused.' })),
      }),
    ),
  },
  { $id: 'BankEntry', description: 'A booked entry of a statement, and what became of its money.' },
);
export const entry = named(EntryAnswer);

/** Codes and logins in place of ids. */
export interface Names {
  readonly agents: ReadonlyMap<string, string>;
  readonly operators: ReadonlyMap<string, string>;
}

export function showStatement(
  found: BankStatement,
  { operators }: Pick<Names, 'operators'>,
): Static<typeof StatementAnswer> {
  const { currency } = found;
  return {
    ...{ statementId: found.id, account: found.account, format: found.format, name: found.name },
    ...{ opening: showMoney(found.opening, currency), closing: showMoney(found.closing, currency) },
    ...{ closedOn: found.closedOn, added: found.added, known: found.known, pending: found.pending },
    ...{ named: showMoney(found.named, currency), unnamed: showMoney(found.unnamed, currency) },
    debits: showMoney(found.debits, currency),
    ...{ receivedBy: operators.get(found.receivedBy) ?? found.receivedBy, receivedAt: found.receivedAt.toISOString() },
    ...{ state: found.state, decidedAt: found.decidedAt?.toISOString() ?? null, answer: found.answer },
    decidedBy: found.decidedBy === null ? null : (operators.get(found.decidedBy) ?? found.decidedBy),
  };
}

export function showEntry(found: BankEntry, { agents, operators }: Names): Static<typeof EntryAnswer> {
  const agentOf = (id: string) => present(agents.get(id), 'the agent of a bank entry');
  const loginOf = (id: string) => operators.get(id) ?? id;
  const { assignment } = found;
  return {
    ...{ entryId: found.id, statementId: found.statementId, position: found.position, account: found.account },
    ...{ reference: found.reference, side: found.side, amount: showMoney(found.amount, found.currency) },
    ...{ bookedOn: found.bookedOn, details: found.details, state: found.state, reason: found.reason },
    agent: found.agentId === null ? null : agentOf(found.agentId),
    assignment: assignment && {
      ...{ agent: agentOf(assignment.agentId), reason: assignment.reason, state: assignment.state },
      ...{ proposedBy: loginOf(assignment.proposedBy), proposedAt: assignment.proposedAt.toISOString() },
      decidedBy: assignment.decidedBy === null ? null : loginOf(assignment.decidedBy),
      ...{ decidedAt: assignment.decidedAt?.toISOString() ?? null, answer: assignment.answer },
    },
  };
}

export function operatorsOf(entries: readonly BankEntry[]): string[] {
  return entries.flatMap(({ assignment }) =>
    [assignment?.proposedBy, assignment?.decidedBy].filter((id): id is string => typeof id === 'string'),
  );
}

export function handlersOf(statements: readonly BankStatement[]): string[] {
  return statements.flatMap(({ receivedBy, decidedBy }) =>
    decidedBy === null ? [receivedBy] : [receivedBy, decidedBy],
  );
}
