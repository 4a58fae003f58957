import type { FastifyRequest } from 'fastify';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, TellerHeaders } from '../schemas/common.ts';
import { readCitizenNamed } from './citizen-words.ts';
import {
  LookupBody,
  ProfileAnswer,
  RegistrationAnswer,
  RegistrationBody,
  RenewalBody,
  SheetAnswer,
} from './citizens-schemas.ts';
import { agentSecurity, countLookup, forTellers, tellerActorOf } from './common.ts';
import { linkEach, readWishes } from './linking-at-registration.ts';
import { showLinks } from './links-view.ts';
import { sheetAnswer } from './registration-sheet.ts';

const common = {
  tags: ['Citizens'],
  security: agentSecurity,
  headers: TellerHeaders,
  params: Nothing,
  querystring: Nothing,
};

const registerSchema = {
  ...common,
  operationId: 'registerCitizen',
  summary: 'Register a person with the card in hand',
  description:
    'One person, one registration, found by the FIN: a known person is updated, a merely declared registration is taken ' +
    'over. Accounts of the body are linked one by one; what cannot be linked is told in `notLinked` and costs only itself. ' +
    'The answer carries the registration sheet. If the answer is lost, send the same again with `renewPassword: true`: the ' +
    'initial password cannot be read again.',
  body: RegistrationBody,
  response: {
    200: answers('A known person: updated, or taken over from a declared registration.', RegistrationAnswer),
    201: answers('A new registration.', RegistrationAnswer),
    ...refuses(...tellerRefusals, ...bodyRefusals, 'invalid_national_id', 'identity_conflict'),
  },
};

const renewSchema = {
  ...common,
  operationId: 'renewPassword',
  summary: 'Give a new initial password against the card',
  description: 'Ends every session of the citizen. The sheet carries the new password and all linked accounts.',
  body: RenewalBody,
  response: {
    201: answers('The sheet with the new password.', SheetAnswer),
    ...refuses(...tellerRefusals, ...bodyRefusals, 'invalid_national_id', 'not_found', 'counter_registration_required'),
  },
};

const lookupSchema = {
  ...common,
  operationId: 'findCitizen',
  summary: 'Find a citizen by unique code or by card',
  description:
    'Exactly one of `uniqueCode`, or `cardSeries` with `cardNumber`. Identity numbers come back masked. Every look-up is ' +
    'audited, and counted: a teller who asks too often is refused for a while.',
  body: LookupBody,
  response: {
    200: answers('The citizen and the linked accounts.', ProfileAnswer),
    ...refuses(...tellerRefusals, ...bodyRefusals, 'invalid_national_id', 'not_found'),
  },
};

type CitizenDeps = Pick<HttpDeps, 'citizens' | 'accounts' | 'providers' | 'renderSheet' | 'throttle' | 'settings'>;

export function citizenRoutes(app: Api, deps: CitizenDeps): void {
  app.post('/v1/citizens', { schema: registerSchema, config: forTellers }, async (request, reply) => {
    await countLookup(deps, request);
    const { accounts = [], ...person } = request.body;
    const wishes = await readWishes(deps, accounts);
    const { outcome, sheet } = orRefuse(await deps.citizens.counter.register(tellerActorOf(request), person));
    const notLinked = await linkEach(deps, request, { citizenId: sheet.citizenId, wishes });
    const links = await deps.accounts.list(sheet.citizenId);
    reply.code(outcome === 'registered' ? 201 : 200);
    const answer = await sheetAnswer(deps, sheet, links);
    return { outcome, ...answer, accounts: await showLinks(deps, links), notLinked };
  });

  app.post('/v1/citizens/password-renewals', { schema: renewSchema, config: forTellers }, async (request, reply) => {
    await countLookup(deps, request);
    const sheet = orRefuse(await deps.citizens.counter.renewPassword(tellerActorOf(request), request.body));
    reply.code(201);
    return sheetAnswer(deps, sheet, await deps.accounts.list(sheet.citizenId));
  });

  app.post('/v1/lookups/citizen', { schema: lookupSchema, config: forTellers }, async (request) => {
    await countLookup(deps, request);
    const named = orRefuse(readCitizenNamed(request.body));
    const profile = orRefuse(await deps.citizens.counter.find(tellerActorOf(request as FastifyRequest), named));
    const { citizenId, uniqueCode, fullName, assurance, language } = profile;
    const { cardMasked, finMasked, phoneMasked, emailMasked } = profile;
    const accounts = await showLinks(deps, await deps.accounts.list(citizenId));
    return {
      citizenId,
      uniqueCode,
      fullName,
      assurance,
      language,
      cardMasked,
      finMasked,
      phoneMasked,
      emailMasked,
      accounts,
    };
  });
}
