import type { Proposal } from '../../providers/proposal-model.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';
import { proposal, ProposalBody, ProposalParams, ProposalsAnswer, ProposalsQuery } from './schemas.ts';
import { showProposal } from './view.ts';

const common = { tags: ['Operators'], security: operatorSecurity };
const defaultPage = 50;

const proposeSchema = {
  ...common,
  operationId: 'proposeProvider',
  summary: 'Propose a provider, or a change of one',
  description:
    'Names the provider by its code: a code that is new makes a provider, another changes the one that bears it. What is ' +
    'left out stays as it is; `settings`, `secrets` and `rule` are merged. Nothing changes before another operator ' +
    'approves. Every part that the hub does not take is named, with the rule.',
  params: Nothing,
  querystring: Nothing,
  body: ProposalBody,
  response: {
    201: answers('Proposed.', proposal),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'currency_not_supported'),
  },
};

const listSchema = {
  ...common,
  operationId: 'listProposals',
  summary: 'List proposals',
  description: 'The newest first, page by page; those of one provider are its history.',
  params: Nothing,
  querystring: ProposalsQuery,
  response: { 200: answers('A page.', ProposalsAnswer), ...refuses(...operatorRefusals) },
};

const getSchema = {
  ...common,
  operationId: 'getProposal',
  summary: 'One proposal',
  description: 'The whole provider as it would be, and which parts change.',
  params: ProposalParams,
  querystring: Nothing,
  response: { 200: answers('The proposal.', proposal), ...refuses(...operatorRefusals, 'not_found') },
};

const approveSchema = {
  ...common,
  operationId: 'approveProposal',
  summary: 'Approve another operator’s proposal',
  description: 'Carries it out. Whoever proposed cannot approve; a provider that has changed since is left alone.',
  params: ProposalParams,
  querystring: Nothing,
  response: {
    200: answers('Approved: the provider is as proposed.', proposal),
    ...refuses(...operatorRefusals, 'not_found', 'proposal_decided', 'proposal_stale', 'same_actor'),
  },
};

const rejectSchema = {
  ...common,
  operationId: 'rejectProposal',
  summary: 'Reject a proposal',
  description: 'Anybody may, whoever proposed included. Nothing changes, and the proposal stays as history.',
  params: ProposalParams,
  querystring: Nothing,
  response: {
    200: answers('Rejected.', proposal),
    ...refuses(...operatorRefusals, 'not_found', 'proposal_decided'),
  },
};

export function proposalRoutes(app: Api, deps: Pick<HttpDeps, 'operators' | 'proposals'>): void {
  const show = async (found: readonly Proposal[]) => {
    const people = found.flatMap(({ proposedBy, decidedBy }) => [proposedBy, ...(decidedBy ? [decidedBy] : [])]);
    const logins = await deps.operators.findLogins(people);
    return found.map((one) => showProposal(one, logins));
  };
  const showOne = async (found: Proposal) => {
    const logins = await deps.operators.findLogins([found.proposedBy, ...(found.decidedBy ? [found.decidedBy] : [])]);
    return showProposal(found, logins);
  };
  const base = '/v1/operator/provider-proposals';

  app.post(base, { schema: proposeSchema, config: forOperators }, async (request, reply) => {
    const { provider: entry, reason } = request.body;
    const made = orRefuse(await deps.proposals.propose(operatorOf(request).id, { entry, reason }));
    return reply.code(201).send(await showOne(made));
  });

  app.get(base, { schema: listSchema, config: forOperators }, async (request) => {
    const { provider, state, before } = request.query;
    const limit = request.query.limit === undefined ? defaultPage : Number(request.query.limit);
    const filter = {
      ...(provider ? { code: provider } : {}),
      ...(state ? { state } : {}),
      ...(before ? { before } : {}),
    };
    const page = await deps.proposals.list({ ...filter, limit });
    return { proposals: await show(page), next: page.length === limit ? (page.at(-1)?.id ?? null) : null };
  });

  app.get(`${base}/:proposalId`, { schema: getSchema, config: forOperators }, async (request) =>
    showOne(orRefuse(await deps.proposals.get(request.params.proposalId))),
  );

  app.post(`${base}/:proposalId/approve`, { schema: approveSchema, config: forOperators }, async (request) =>
    showOne(orRefuse(await deps.proposals.approve(operatorOf(request).id, request.params.proposalId))),
  );

  app.post(`${base}/:proposalId/reject`, { schema: rejectSchema, config: forOperators }, async (request) =>
    showOne(orRefuse(await deps.proposals.reject(operatorOf(request).id, request.params.proposalId))),
  );
}
