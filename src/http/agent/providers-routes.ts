import type { Static } from 'typebox';
import type { Currency, Minor } from '../../kernel/money.ts';
import type { AmountRule, Provider } from '../../providers/model.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { answers, agentRefusals, refuses } from '../schemas/answers.ts';
import { Nothing, showMoney } from '../schemas/common.ts';
import { agentSecurity, forAgents } from './common.ts';
import { type AmountRuleAnswer, mostOnPage, ProvidersAnswer, ProvidersQuery } from './providers-schemas.ts';

const schema = {
  operationId: 'listProviders',
  tags: ['Providers'],
  summary: 'List the providers',
  description:
    'By code, page by page: the fields that name an account, the rule for amounts and the limits, in three languages. ' +
    'Formats and rules are data and may change: read the list at least once a day.',
  security: agentSecurity,
  params: Nothing,
  querystring: ProvidersQuery,
  response: { 200: answers('The providers.', ProvidersAnswer), ...refuses(...agentRefusals) },
};

export function providerRoutes(app: Api, deps: Pick<HttpDeps, 'providers'>): void {
  app.get('/v1/providers', { schema, config: forAgents }, async (request) => {
    const { limit: said, ...filter } = request.query;
    const limit = said === undefined ? mostOnPage : Number(said);
    const page = await deps.providers.page({ ...filter, limit });
    return { providers: page.map(showProvider), next: page.length === limit ? (page.at(-1)?.code ?? null) : null };
  });
}

function showProvider(provider: Provider): Static<typeof ProvidersAnswer>['providers'][number] {
  return {
    code: provider.code,
    name: provider.name,
    service: provider.service,
    state: provider.state,
    currency: provider.currency,
    fields: provider.fields.map((field) => ({
      ...field,
      choices: field.choices?.map((choice) => ({ ...choice })) ?? null,
    })),
    accountMask: provider.accountMask,
    accountPrefixes: [...provider.accountPrefixes],
    rule: showRule(provider.rule, provider.currency),
    answersWithinMs: provider.queryTimeoutMs,
    duplicateWindowSeconds: provider.duplicateWindowS,
  };
}

export function showRule(rule: AmountRule, currency: Currency): Static<typeof AmountRuleAnswer> {
  const show = (amount: Minor | null) => (amount === null ? null : showMoney(amount, currency));
  return {
    exactness: rule.exactness,
    multipleOf: show(rule.multipleOf),
    minimum: show(rule.minAmount),
    maximum: show(rule.maxAmount),
  };
}
