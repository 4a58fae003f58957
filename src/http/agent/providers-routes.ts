import type { Static } from 'typebox';
import { type MaintenanceOutlook, noMaintenance, type ProviderHealth } from '../../availability/model.ts';
import { present } from '../../kernel/assert.ts';
import type { Currency, Minor } from '../../kernel/money.ts';
import { type AmountRule, limitedChannels, type Provider } from '../../providers/model.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { answers, agentRefusals, refuses } from '../schemas/answers.ts';
import { Nothing, showMoney } from '../schemas/common.ts';
import { agentSecurity, forAgentsAndDevices } from './common.ts';
import {
  type AmountRuleAnswer,
  type MaintenanceAnswer,
  mostOnPage,
  ProvidersAnswer,
  ProvidersHealthAnswer,
  ProvidersQuery,
} from './providers-schemas.ts';

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

const healthSchema = {
  operationId: 'listProviderHealth',
  tags: ['Providers'],
  summary: 'How the providers answer',
  description:
    'Availability and time to answer of every provider as the hub sees them, over the last hour, day and week, by windows ' +
    'of five minutes; and what is planned. Milliseconds are upper bounds of a histogram: null above fifteen seconds, and ' +
    'where nothing was asked.',
  security: agentSecurity,
  params: Nothing,
  querystring: ProvidersQuery,
  response: { 200: answers('The figures.', ProvidersHealthAnswer), ...refuses(...agentRefusals) },
};

export function providerRoutes(app: Api, deps: Pick<HttpDeps, 'providers' | 'maintenance' | 'health' | 'clock'>): void {
  app.get('/v1/providers', { schema, config: forAgentsAndDevices }, async (request) => {
    const { providers, next } = await readPage(deps, request.query);
    const outlooks = await deps.maintenance.outlook(providers.map(({ id }) => id));
    return {
      providers: providers.map((provider) => showProvider(provider, outlooks.get(provider.id) ?? noMaintenance)),
      next,
    };
  });
  app.get('/v1/providers/health', { schema: healthSchema, config: forAgentsAndDevices }, async (request) => {
    const { providers, next } = await readPage(deps, request.query);
    const ids = providers.map(({ id }) => id);
    const [outlooks, reports] = await Promise.all([deps.maintenance.outlook(ids), deps.health.report(ids)]);
    return {
      measuredAt: deps.clock.now().toISOString(),
      providers: providers.map((provider, index) => ({
        code: provider.code,
        state: provider.state,
        maintenance: showMaintenance(outlooks.get(provider.id) ?? noMaintenance),
        ...figuresOf(present(reports[index], 'the report of a provider')),
      })),
      next,
    };
  });
}

async function readPage(
  { providers }: Pick<HttpDeps, 'providers'>,
  { limit: said, ...filter }: Static<typeof ProvidersQuery>,
): Promise<{ readonly providers: readonly Provider[]; readonly next: string | null }> {
  const limit = said === undefined ? mostOnPage : Number(said);
  const page = await providers.page({ ...filter, limit });
  return { providers: page, next: page.length === limit ? (page.at(-1)?.code ?? null) : null };
}

function figuresOf({ lastHour, lastDay, lastWeek, paymentsLastWeek }: ProviderHealth) {
  return { lastHour, lastDay, lastWeek, paymentsLastWeek };
}

export function showMaintenance({ now, next }: MaintenanceOutlook): Static<typeof MaintenanceAnswer> {
  const show = (window: MaintenanceOutlook['now']) =>
    window && { from: window.startsAt.toISOString(), until: window.endsAt.toISOString() };
  return { now: show(now), next: show(next) };
}

function showProvider(
  provider: Provider,
  outlook: MaintenanceOutlook,
): Static<typeof ProvidersAnswer>['providers'][number] {
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
    maintenance: showMaintenance(outlook),
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
    bills: rule.bills ?? 'free',
    channels: limitedChannels.flatMap((channel) => {
      const limits = rule.channels?.[channel];
      return limits ? [{ channel, minimum: show(limits.minAmount), maximum: show(limits.maxAmount) }] : [];
    }),
  };
}
