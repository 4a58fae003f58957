import { Type } from 'typebox';
import {
  entryReasons,
  entryStates,
  mostFileBytes,
  type BankEntry,
  type BankStatement,
} from '../../bank-statements/model.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { boundInFlight } from '../in-flight.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Id, Nothing } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import {
  AgentCode,
  entry,
  handlersOf,
  operatorsOf,
  Reason,
  showEntry,
  showStatement,
  statement,
} from './bank-schemas.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';
import { limit as pageLimit } from './schemas.ts';

const common = { tags: ['Operators'], security: operatorSecurity };
const defaultPage = 50;
/** Files of one operator that a process reads at once. */
const filesAtOnce = 1;
const EntryParams = strict({ entryId: Id });
const StatementParams = strict({ statementId: Id });
const StatementsOfFile = strict({ statements: Type.Array(statement, { description: 'In the order of the file.' }) });
const next = nullable(Type.String({ description: '`before` of the next page; null on the last.' }));

const takeSchema = {
  ...common,
  operationId: 'takeBankStatements',
  summary: 'Hand in statements of the hub’s bank',
  description:
    'camt.053 (ISO 20022) as `application/xml`, or MT940 as `text/plain`, in UTF-8; at most 8 MiB and 10,000 entries. The file is ' +
    'taken whole or not at all: it must add up, lead on from the newest statement of the account, and every booked entry needs the ' +
    'bank’s own reference. It waits until another operator releases it; then credits go to the agent that they name, or lie ' +
    'unassigned, and debits are reported. An entry is posted once for its reference, whatever file it comes in. 422: nothing was taken, `errors` name statement and entry (`/statements/1/entries/3/reference`) or line (`/7`).',
  consumes: ['application/xml', 'text/plain'],
  mostFileMiB: mostFileBytes / 1024 ** 2,
  params: Nothing,
  querystring: Nothing,
  response: {
    200: answers('Taken.', StatementsOfFile, {
      'Idempotency-Replayed': {
        type: 'string' as const,
        description: '`true` where the file was taken before; the statements are those of then.',
      },
    }),
    ...refuses(...operatorRefusals, 'unsupported_media_type', 'payload_too_large', 'file_rejected'),
  },
};

const statementsSchema = {
  ...common,
  operationId: 'listBankStatements',
  summary: 'List bank statements',
  description: 'The newest first, page by page.',
  params: Nothing,
  querystring: strict({ before: Type.Optional(Id), limit: pageLimit }),
  response: {
    200: answers('A page.', strict({ statements: Type.Array(statement), next })),
    ...refuses(...operatorRefusals),
  },
};

const releaseSchema = {
  ...common,
  operationId: 'releaseBankStatement',
  summary: 'Let a file of statements be posted',
  description:
    'The whole file that the statement came in. Whoever handed it in cannot. 409 `invalid_state`: it does not wait, or an earlier ' +
    'file of the account does.',
  params: StatementParams,
  querystring: Nothing,
  response: {
    200: answers('Released, and posted.', StatementsOfFile),
    ...refuses(...operatorRefusals, 'not_found', 'same_actor', 'invalid_state'),
  },
};

const rejectSchema = {
  ...common,
  operationId: 'rejectBankStatement',
  summary: 'Reject a file of statements',
  description:
    'The whole file that the statement came in; nothing of it is posted, and it may be handed in again. Anybody may, whoever handed it in ' +
    'included. 409 `invalid_state`: it does not wait, or a later file of the account does.',
  params: StatementParams,
  querystring: Nothing,
  body: strict({ reason: Reason }),
  response: {
    200: answers('Rejected.', StatementsOfFile),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found', 'invalid_state'),
  },
};

const entriesSchema = {
  ...common,
  operationId: 'listBankEntries',
  summary: 'List entries of bank statements',
  description:
    'The newest first, page by page; `state=unassigned` has the money that nobody was found for, ' +
    '`state=debit&reason=returned` what the bank took back.',
  params: Nothing,
  querystring: strict({
    state: Type.Optional(oneOf(entryStates)),
    reason: Type.Optional(oneOf(entryReasons)),
    statementId: Type.Optional(Id),
    before: Type.Optional(Id),
    limit: pageLimit,
  }),
  response: {
    200: answers('A page.', strict({ entries: Type.Array(entry), next })),
    ...refuses(...operatorRefusals),
  },
};

const proposeSchema = {
  ...common,
  operationId: 'proposeBankEntryAgent',
  summary: 'Say whose money an unassigned entry is',
  description:
    'Moves nothing: another operator has to approve. 409 `invalid_state`: it is not unassigned, or a word about it waits.',
  params: EntryParams,
  querystring: Nothing,
  body: strict({ agent: AgentCode, reason: Reason }),
  response: {
    200: answers('Proposed.', entry),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found', 'invalid_state'),
  },
};

const approveSchema = {
  ...common,
  operationId: 'approveBankEntryAgent',
  summary: 'Agree whose money an entry is',
  description:
    'Whoever proposed cannot. The money is the agent’s at once. Given again while it was not posted, it is posted.',
  params: EntryParams,
  querystring: Nothing,
  response: {
    200: answers('The agent’s.', entry),
    ...refuses(...operatorRefusals, 'not_found', 'same_actor', 'invalid_state'),
  },
};

const refuseSchema = {
  ...common,
  operationId: 'refuseBankEntryAgent',
  summary: 'Refuse what was said of an entry',
  description: 'Anybody may, whoever proposed included. The entry stays unassigned, and another word may be said.',
  params: EntryParams,
  querystring: Nothing,
  body: strict({ reason: Reason }),
  response: {
    200: answers('Refused.', entry),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found', 'invalid_state'),
  },
};

type Deps = Pick<HttpDeps, 'bankStatements' | 'agents' | 'operators'>;

/** In a scope of its own: files are read here and nowhere else. */
export async function bankFileRoutes(app: Api, { bankStatements, operators }: Deps): Promise<void> {
  const inTurn = boundInFlight(filesAtOnce);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    takeSchema.consumes,
    async (_request: unknown, payload: AsyncIterable<Uint8Array>) => payload,
  );

  app.post('/v1/operator/bank-statements', { schema: takeSchema, config: forOperators }, async (request, reply) => {
    const { id } = operatorOf(request);
    const chunks = request.body as AsyncIterable<Uint8Array>;
    const taken = orRefuse(await inTurn(id, () => bankStatements.take(id, chunks)));
    if (taken.some(({ replayed }) => replayed)) reply.header('idempotency-replayed', 'true');
    const found = taken.map((one) => one.statement);
    return { statements: await showStatements(operators, found) };
  });
}

async function showStatements(operators: Deps['operators'], found: readonly BankStatement[]) {
  const names = { operators: await operators.findLogins(handlersOf(found)) };
  return found.map((one) => showStatement(one, names));
}

/** What the bank said, and whose money it is. */
export function bankRoutes(app: Api, { bankStatements, agents, operators }: Deps): void {
  const show = async (found: readonly BankEntry[]) => {
    const names = {
      agents: new Map((await agents.list()).map(({ id, code }) => [id, code])),
      operators: await operators.findLogins(operatorsOf(found)),
    };
    return found.map((one) => showEntry(one, names));
  };
  const showOne = async (found: BankEntry) => {
    const [shown] = await show([found]);
    return shown as NonNullable<typeof shown>;
  };
  const base = '/v1/operator/bank-entries';

  app.get('/v1/operator/bank-statements', { schema: statementsSchema, config: forOperators }, async (request) => {
    const { before } = request.query;
    const limit = readLimit(request.query.limit);
    const page = await bankStatements.listStatements({ ...(before ? { before } : {}), limit });
    return { statements: await showStatements(operators, page), next: nextOf(page, limit) };
  });

  const ofStatement = '/v1/operator/bank-statements/:statementId';
  app.post(`${ofStatement}/release`, { schema: releaseSchema, config: forOperators }, async (request) => {
    const released = orRefuse(await bankStatements.release(operatorOf(request).id, request.params.statementId));
    return { statements: await showStatements(operators, released) };
  });

  app.post(`${ofStatement}/reject`, { schema: rejectSchema, config: forOperators }, async (request) => {
    const { statementId } = request.params;
    const rejected = orRefuse(await bankStatements.reject(operatorOf(request).id, statementId, request.body.reason));
    return { statements: await showStatements(operators, rejected) };
  });

  app.get(base, { schema: entriesSchema, config: forOperators }, async (request) => {
    const limit = readLimit(request.query.limit);
    const page = await bankStatements.listEntries({ ...request.query, limit });
    return { entries: await show(page), next: nextOf(page, limit) };
  });

  app.post(`${base}/:entryId/assignment`, { schema: proposeSchema, config: forOperators }, async (request) => {
    const { agent: agentCode, reason } = request.body;
    const wish = { entryId: request.params.entryId, agentCode, reason };
    return showOne(orRefuse(await bankStatements.propose(operatorOf(request).id, wish)));
  });

  app.post(`${base}/:entryId/assignment/approve`, { schema: approveSchema, config: forOperators }, async (request) =>
    showOne(orRefuse(await bankStatements.approve(operatorOf(request).id, request.params.entryId))),
  );

  app.post(`${base}/:entryId/assignment/refuse`, { schema: refuseSchema, config: forOperators }, async (request) => {
    const { reason } = request.body;
    return showOne(orRefuse(await bankStatements.refuse(operatorOf(request).id, request.params.entryId, reason)));
  });
}

function readLimit(said: string | undefined): number {
  return said === undefined ? defaultPage : Number(said);
}

function nextOf(page: readonly { readonly id: string }[], limit: number): string | null {
  return page.length === limit ? (page.at(-1)?.id ?? null) : null;
}
