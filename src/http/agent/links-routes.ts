import { Type } from 'typebox';
import { present } from '../../kernel/assert.ts';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Id, Nothing, TellerHeaders } from '../schemas/common.ts';
import { nullable, strict } from '../schemas/shapes.ts';
import { AccountToLink, namedLink } from './citizens-schemas.ts';
import { agentSecurity, countLookup, forTellers, providerByCode, tellerActorOf } from './common.ts';
import { showLinks } from './links-view.ts';

const LinkedAnswer = strict({
  link: namedLink,
  holderName: nullable(Type.String({ description: 'As the provider has it; masked unless ownership is proven.' })),
  address: nullable(Type.String({ description: 'As the provider has it; masked unless ownership is proven.' })),
});

const linkSchema = {
  operationId: 'linkAccount',
  tags: ['Citizens'],
  summary: 'Link an account to a citizen',
  description:
    'Asks the provider whether the account exists and, where it demands one, checks the proof from a paper bill. ' +
    'Linking what is linked already returns the link. The citizen is named by the `citizenId` of a registration or look-up.',
  security: agentSecurity,
  headers: TellerHeaders,
  params: strict({ citizenId: Id }),
  querystring: Nothing,
  body: AccountToLink,
  response: {
    201: answers('The link.', LinkedAnswer),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'not_found',
      'account_not_found',
      'account_not_confirmed',
      'proof_refused',
      'account_refused',
      'provider_unavailable',
      'provider_disabled',
      'account_limit_reached',
    ),
  },
};

const unlinkSchema = {
  operationId: 'unlinkAccount',
  tags: ['Citizens'],
  summary: 'End a link',
  description: 'The account is no longer shown or asked for the citizen. What was paid stays in the history.',
  security: agentSecurity,
  headers: TellerHeaders,
  params: strict({ citizenId: Id, linkId: Id }),
  querystring: Nothing,
  response: { 204: Type.Null({ description: 'Unlinked.' }), ...refuses(...tellerRefusals, 'not_found') },
};

export function linkRoutes(
  app: Api,
  deps: Pick<HttpDeps, 'accounts' | 'citizens' | 'providers' | 'throttle' | 'settings'>,
): void {
  app.post('/v1/citizens/:citizenId/links', { schema: linkSchema, config: forTellers }, async (request, reply) => {
    await countLookup(deps, request);
    const { citizenId } = request.params;
    await requireCitizen(deps, citizenId);
    const { provider: code, account, fields = {}, label } = request.body;
    const provider = await providerByCode(deps, code, '/provider');
    const actor = { kind: 'teller' as const, ...tellerActorOf(request) };
    const wish = { providerId: provider.id, account, fields, label };
    const linked = orRefuse(await deps.accounts.link(citizenId, wish, actor));
    const [shown] = await showLinks(deps, [linked.link]);
    reply.code(201);
    return { link: present(shown, 'the link'), holderName: linked.holderName, address: linked.address };
  });

  app.delete(
    '/v1/citizens/:citizenId/links/:linkId',
    { schema: unlinkSchema, config: forTellers },
    async (request, reply) => {
      const { citizenId, linkId } = request.params;
      orRefuse(await deps.accounts.unlink(citizenId, linkId, { kind: 'teller', ...tellerActorOf(request) }));
      reply.code(204);
      return null;
    },
  );
}

/** An identifier of nobody is answered before any provider is asked. Refuses: not_found. */
async function requireCitizen(deps: Pick<HttpDeps, 'citizens'>, citizenId: string): Promise<void> {
  if (!(await deps.citizens.profiles.findById(citizenId))) throw new Refused(refusal('not_found'));
}
