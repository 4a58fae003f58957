import { refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { Refused } from '../problem.ts';
import { answers, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import {
  OwnProviderAnswer,
  OwnProvidersAnswer,
  OwnProvidersQuery,
  ProtocolsAnswer,
  ProviderParams,
} from './schemas.ts';
import { showEntry, showProtocol } from './view.ts';

export const operatorSecurity = [{ operatorToken: [] }];
export const forOperators = { audience: 'operator' as const };

const common = { tags: ['Operators'], security: operatorSecurity };
const defaultPage = 50;

const listSchema = {
  ...common,
  operationId: 'listOwnProviders',
  summary: 'List the providers as data',
  description: 'By code, page by page, whatever their state. Credentials are never shown.',
  params: Nothing,
  querystring: OwnProvidersQuery,
  response: { 200: answers('A page.', OwnProvidersAnswer), ...refuses(...operatorRefusals) },
};

const getSchema = {
  ...common,
  operationId: 'getOwnProvider',
  summary: 'A provider as data',
  description: 'Its settings, terms and version, and the names of its credentials.',
  params: ProviderParams,
  querystring: Nothing,
  response: { 200: answers('The provider.', OwnProviderAnswer), ...refuses(...operatorRefusals, 'not_found') },
};

const protocolsSchema = {
  ...common,
  operationId: 'listProtocols',
  summary: 'The protocols that providers can speak',
  description: 'With what each can do and the settings it reads: what a form for a provider is drawn from.',
  params: Nothing,
  querystring: Nothing,
  response: { 200: answers('The protocols.', ProtocolsAnswer), ...refuses(...operatorRefusals) },
};

export function ownProviderRoutes(app: Api, deps: Pick<HttpDeps, 'providers' | 'proposals' | 'protocols'>): void {
  app.get('/v1/operator/providers', { schema: listSchema, config: forOperators }, async (request) => {
    const { limit: said, ...filter } = request.query;
    const limit = said === undefined ? defaultPage : Number(said);
    const page = await deps.providers.page({ ...filter, limit });
    const providers = page.map((provider) => ({
      ...{ id: provider.id, version: provider.version, provider: showEntry(provider) },
    }));
    return { providers, next: page.length === limit ? (page.at(-1)?.code ?? null) : null };
  });

  app.get('/v1/operator/providers/:provider', { schema: getSchema, config: forOperators }, async (request) => {
    const found = await deps.providers.findByCode(request.params.provider);
    if (!found) throw new Refused(refusal('not_found'));
    const secretNames = await deps.proposals.listSecretNames(found.id);
    return {
      ...{ id: found.id, version: found.version, createdAt: found.createdAt.toISOString() },
      ...{ secretNames: [...secretNames], provider: showEntry(found) },
    };
  });

  app.get('/v1/operator/protocols', { schema: protocolsSchema, config: forOperators }, async () => ({
    protocols: deps.protocols.map(showProtocol),
  }));
}
