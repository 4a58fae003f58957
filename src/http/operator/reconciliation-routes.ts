import { type Static, Type } from 'typebox';
import { present } from '../../kernel/assert.ts';
import { minor } from '../../kernel/money.ts';
import { breakKinds, type ReconBreak, type ReconRun, runOutcomes } from '../../reconciliation/model.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, operatorRefusals, refuses } from '../schemas/answers.ts';
import { DateOnly, Id, money, Nothing, ProviderCode, showMoney, Timestamp } from '../schemas/common.ts';
import { readLimit } from '../schemas/comparisons.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';
import { limit } from './schemas.ts';

const common = { tags: ['Operators'], security: operatorSecurity };

const run = {
  runId: Id,
  provider: ProviderCode,
  day: DateOnly,
  outcome: oneOf(runOutcomes, {
    description: '`agrees`: both sides say the same, payment by payment. `not_read`: the provider gave no statement.',
  }),
  lines: Type.Integer({ description: 'Payments in the provider’s statement of the day.' }),
  matched: Type.Integer({ description: 'Payments of which both say the same.' }),
  breakCount: Type.Integer({ description: 'Payments of which they do not.' }),
  reason: nullable(Type.String({ description: 'Why the statement could not be read; null where it was.' })),
  at: Timestamp,
};
const RunAnswer = strict(run);

const BreakAnswer = strict({
  kind: oneOf(breakKinds, {
    description:
      '`missing_here`: the provider booked a payment that the hub does not have. `missing_there`: its statement lacks one that the hub ' +
      'owes it for. `repeated_there`: it booked one twice.',
  }),
  reference: Type.String({ description: 'The receipt number, or what the provider has in its place.' }),
  here: nullable(strict({ amount: money, state: oneOf(['credited', 'undone', 'refused', 'open']) })),
  there: nullable(strict({ amount: money, state: oneOf(['credited', 'cancelled']) })),
  providerTransaction: nullable(Type.String({ description: 'The provider’s own number of the payment.' })),
});

const listSchema = {
  ...common,
  operationId: 'listReconciliations',
  summary: 'Days of providers beside the hub’s books',
  description:
    'Every time that a provider’s statement of a day was read, or could not be. The newest first, page by page.',
  params: Nothing,
  querystring: strict({
    provider: Type.Optional(ProviderCode),
    day: Type.Optional(DateOnly),
    outcome: Type.Optional(oneOf(runOutcomes, { description: 'Only days that stand so by their newest run.' })),
    before: Type.Optional(Id),
    limit: Type.Optional(limit),
  }),
  response: {
    200: answers(
      'A page.',
      strict({
        reconciliations: Type.Array(RunAnswer),
        next: nullable(Type.String({ description: '`before` of the next page; null on the last.' })),
      }),
    ),
    ...refuses(...operatorRefusals, 'not_found'),
  },
};

const getSchema = {
  ...common,
  operationId: 'getReconciliation',
  summary: 'A day of a provider, with what differs',
  description: 'What both sides say of each payment, by reference; at most 1,000 of them.',
  params: strict({ runId: Id }),
  querystring: Nothing,
  response: {
    200: answers('The day.', strict({ ...run, breaks: Type.Array(BreakAnswer) })),
    ...refuses(...operatorRefusals, 'not_found'),
  },
};

/** How the hub's books compare with those of the providers. */
export function reconciliationRoutes(app: Api, deps: Pick<HttpDeps, 'providers' | 'reconciliation'>): void {
  app.get('/v1/operator/reconciliations', { schema: listSchema, config: forOperators }, async (request) => {
    const { provider: code, limit: said, ...query } = request.query;
    const most = readLimit(said);
    const of = code === undefined ? {} : { providerId: orRefuse(await deps.providers.getByCode(code)).id };
    const page = await deps.reconciliation.list({ ...query, ...of, limit: most });
    const codes = await deps.providers.findCodes(page.map(({ providerId }) => providerId));
    return {
      reconciliations: page.map((one) => showRun(one, codes)),
      next: page.length === most ? (page.at(-1)?.id ?? null) : null,
    };
  });

  app.get('/v1/operator/reconciliations/:runId', { schema: getSchema, config: forOperators }, async (request) => {
    const found = orRefuse(await deps.reconciliation.get(request.params.runId));
    const codes = await deps.providers.findCodes([found.run.providerId]);
    return { ...showRun(found.run, codes), breaks: found.breaks.map(showBreak) };
  });
}

function showRun(one: ReconRun, codes: ReadonlyMap<string, string>): Static<typeof RunAnswer> {
  const { id, providerId, day, outcome, lines, matched, breakCount, reason, at } = one;
  const provider = present(codes.get(providerId), 'the provider of a run');
  return { runId: id, provider, day, outcome, lines, matched, breakCount, reason, at: at.toISOString() };
}

function showBreak({
  kind,
  reference,
  currency,
  here,
  there,
  providerTransaction,
}: ReconBreak): Static<typeof BreakAnswer> {
  const side = <S extends string>(of: { readonly amount: bigint; readonly state: S }) => {
    return { amount: showMoney(minor(of.amount), currency), state: of.state };
  };
  return { kind, reference, here: here && side(here), there: there && side(there), providerTransaction };
}
