import { Type } from 'typebox';
import { present } from '../../kernel/assert.ts';
import { isBusinessDate } from '../../kernel/business-date.ts';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import type { UncomparedDay } from '../../registries/comparison.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, operatorRefusals, refuses } from '../schemas/answers.ts';
import { DateOnly, Id, Nothing } from '../schemas/common.ts';
import {
  comparison,
  comparisonHead,
  ComparisonParams,
  comparisonsQuery,
  readComparisonsQuery,
  readLimit,
  showComparison,
  showHead,
} from '../schemas/comparisons.ts';
import { nullable, strict } from '../schemas/shapes.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';

const common = { tags: ['Operators'], security: operatorSecurity };

const AgentCode = Type.String({ pattern: '^[a-z][a-z0-9-]{1,31}$', description: 'Code of an agent.' });
const ofAgent = { agent: AgentCode };
const next = nullable(Type.String({ description: '`before` of the next page; null on the last.' }));

const listSchema = {
  ...common,
  operationId: 'listComparisonsOfAgents',
  summary: 'Comparisons of the agents’ days',
  description: 'Those that agreed and those that failed, the newest first, page by page.',
  params: Nothing,
  querystring: strict({ agent: Type.Optional(AgentCode), ...comparisonsQuery }),
  response: {
    200: answers(
      'A page.',
      strict({ comparisons: Type.Array(strict({ ...ofAgent, comparison: comparisonHead })), next }),
    ),
    ...refuses(...operatorRefusals),
  },
};

const getSchema = {
  ...common,
  operationId: 'getComparisonOfAgent',
  summary: 'A comparison of an agent’s day, with its report',
  description: 'What both sides said of the day, and the problems of a file that is not whole.',
  params: ComparisonParams,
  querystring: Nothing,
  response: {
    200: answers('The comparison.', strict({ ...ofAgent, comparison })),
    ...refuses(...operatorRefusals, 'not_found'),
  },
};

const uncomparedSchema = {
  ...common,
  operationId: 'listUncomparedDays',
  summary: 'Days that nobody has compared',
  description:
    'Closed days on which an agent took payments, and with which no comparison after their end agreed. The newest first, page by page.',
  params: Nothing,
  querystring: strict({
    agent: Type.Optional(AgentCode),
    before: Type.Optional(
      Type.String({
        pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}\\.[a-z0-9-]{2,32}$',
        description: '`next` of the page before.',
      }),
    ),
    limit: comparisonsQuery.limit,
  }),
  response: {
    200: answers(
      'A page.',
      strict({
        days: Type.Array(
          strict({
            ...ofAgent,
            day: DateOnly,
            payments: Type.Integer({ description: 'That the agent took on the day.' }),
            comparisonId: nullable(Id),
          }),
        ),
        next,
      }),
    ),
    ...refuses(...operatorRefusals),
  },
};

/** How the days of the agents compare with the agents' own books. */
export function dayRoutes(app: Api, deps: Pick<HttpDeps, 'agents' | 'days'>): void {
  app.get('/v1/operator/day-comparisons', { schema: listSchema, config: forOperators }, async (request) => {
    const { agent: code, ...query } = request.query;
    const wanted = readComparisonsQuery(query);
    const page = await deps.days.list({ ...wanted, ...(code ? { agentId: await agentId(deps, code) } : {}) });
    const codes = new Map((await deps.agents.list()).map((agent) => [agent.id, agent.code]));
    return {
      comparisons: page.map((one) => ({
        agent: present(codes.get(one.agentId), 'the agent of a comparison'),
        comparison: showHead(one),
      })),
      next: page.length === wanted.limit ? (page.at(-1)?.id ?? null) : null,
    };
  });

  app.get(
    '/v1/operator/day-comparisons/:comparisonId',
    { schema: getSchema, config: forOperators },
    async (request) => {
      const found = orRefuse(await deps.days.get({ id: request.params.comparisonId, agentId: null }));
      const codes = new Map((await deps.agents.list()).map((agent) => [agent.id, agent.code]));
      return {
        agent: present(codes.get(found.agentId), 'the agent of a comparison'),
        comparison: showComparison(found),
      };
    },
  );

  app.get('/v1/operator/uncompared-days', { schema: uncomparedSchema, config: forOperators }, async (request) => {
    const { agent: agentCode, before, limit: said } = request.query;
    const limit = readLimit(said);
    if (agentCode) await agentId(deps, agentCode);
    const page = await deps.days.listUncompared({
      ...(agentCode ? { agentCode } : {}),
      ...(before ? { before: readPlace(before) } : {}),
      limit,
    });
    const last = page.length === limit ? page.at(-1) : undefined;
    return {
      days: page.map(({ day, payments, newestComparisonId, ...of }) => {
        return { agent: of.agentCode, day, payments, comparisonId: newestComparisonId };
      }),
      next: last ? `${last.day}.${last.agentCode}` : null,
    };
  });
}

/** An unknown code is a wrong field, not an empty list. */
async function agentId(deps: Pick<HttpDeps, 'agents'>, code: string): Promise<string> {
  const agent = await deps.agents.findByCode(code);
  if (agent) return agent.id;
  throw new Refused(
    fieldRefusal('invalid_request', { field: 'agent', rule: 'unknown', detail: 'the code of an agent of the hub' }),
  );
}

function readPlace(before: string): Pick<UncomparedDay, 'day' | 'agentCode'> {
  const [day, agentCode] = [before.slice(0, 10), before.slice(11)];
  if (isBusinessDate(day)) return { day, agentCode };
  const problem = { field: 'before', rule: 'cursor', detail: 'use `next` of the page before' };
  throw new Refused(fieldRefusal('invalid_request', problem));
}
