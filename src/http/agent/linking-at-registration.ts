import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { LinkRequest } from '../../accounts/api.ts';
import { errorEntry, type Refusal } from '../../kernel/errors/catalogue.ts';
import type { HttpDeps } from '../dependencies.ts';
import { describeFailure, refusalOf } from '../failures.ts';
import { languageOf } from '../problem.ts';
import type { AccountToLink, RegistrationAnswer } from './citizens-schemas.ts';
import { providersByCode, tellerActorOf } from './common.ts';

type NotLinked = Static<typeof RegistrationAnswer>['notLinked'][number];

/** The accounts of a registration with their providers. A code that no provider has is a mistake of the request as a whole. */
export async function readWishes(
  deps: Pick<HttpDeps, 'providers'>,
  accounts: readonly Static<typeof AccountToLink>[],
): Promise<LinkRequest[]> {
  const providerOf = await providersByCode(
    deps,
    accounts.map((wish, index) => ({ code: wish.provider, field: `/accounts/${index}/provider` })),
  );
  return accounts.map(({ provider, account, fields = {}, label }) => {
    return { providerId: providerOf(provider).id, account, fields, label };
  });
}

/** Links what can be linked; each provider costs only its own line. Returns the lines that were not linked, in order. */
export async function linkEach(
  deps: Pick<HttpDeps, 'accounts'>,
  request: FastifyRequest,
  registered: { readonly citizenId: string; readonly wishes: readonly LinkRequest[] },
): Promise<NotLinked[]> {
  const actor = { kind: 'teller' as const, ...tellerActorOf(request) };
  const lines = await Promise.all(
    registered.wishes.map(async (wish, index) => {
      const refused = await linkOne(request, () => deps.accounts.link(registered.citizenId, wish, actor));
      return refused === null ? [] : [showNotLinked(request, refused, index)];
    }),
  );
  return lines.flat();
}

/** The person is registered by now and the password is in hand: a fault of one link must not lose it. */
async function linkOne(
  request: FastifyRequest,
  link: () => ReturnType<HttpDeps['accounts']['link']>,
): Promise<Refusal | null> {
  try {
    const linked = await link();
    return linked.ok ? null : linked.error;
  } catch (error) {
    request.log.error(
      { event: 'http.link_failed', failure: describeFailure(error) },
      'a link of a registration failed',
    );
    return refusalOf(error);
  }
}

function showNotLinked(request: FastifyRequest, refused: Refusal, index: number): NotLinked {
  const errors = (refused.fields ?? []).map((problem) => ({ ...problem, field: `/accounts/${index}${problem.field}` }));
  return { index, code: refused.code, title: errorEntry(refused.code).title[languageOf(request)], errors };
}
