import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { AccountLink } from '../../accounts/api.ts';
import type { Profile } from '../../citizens/model.ts';
import type { Asker, DebtTarget } from '../../debts/model.ts';
import { present } from '../../kernel/assert.ts';
import type { Provider } from '../../providers/model.ts';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, TellerHeaders } from '../schemas/common.ts';
import { oneWayOnly, readCitizenNamed } from './citizen-words.ts';
import { agentSecurity, countLookup, forCounters, recalledByCode, tellerActorOf } from './common.ts';
import { showDebtLines } from './debt-lines.ts';
import { DebtsAnswer, DebtsBody } from './debts-schemas.ts';

const schema = {
  operationId: 'queryDebts',
  tags: ['Debts'],
  summary: 'Ask what is owed',
  description:
    'For all linked accounts of a citizen (`uniqueCode`, or `cardSeries` with `cardNumber`), or for one account without ' +
    'registration (`provider` and `account`, with `fields` where the provider asks for more): exactly one of the three. All ' +
    'providers are asked at once, each within its own time-out. A quoted line can be paid until its quote expires, at any ' +
    'amount that its rule allows; `suggested` is the amount to offer first, `fees` what the payer hands over for it. ' +
    '`balance` is below zero for a credit, and null where the provider does not tell it.',
  security: agentSecurity,
  headers: TellerHeaders,
  params: Nothing,
  querystring: Nothing,
  body: DebtsBody,
  response: {
    200: answers('A line for every account.', DebtsAnswer),
    ...refuses(...tellerRefusals, ...bodyRefusals, 'invalid_national_id', 'not_found'),
  },
};

type DebtDeps = Pick<
  HttpDeps,
  'debts' | 'citizens' | 'accounts' | 'providers' | 'payments' | 'throttle' | 'settings' | 'clock' | 'meters'
>;
type Body = Static<typeof DebtsBody>;

export function debtRoutes(app: Api, deps: DebtDeps): void {
  const config = { ...forCounters, recallsCaller: 'for-questions' as const };
  app.post('/v1/debts', { schema, config }, async (request) => {
    // The question leaves first; the rules are there long before its answer.
    const [lines, today] = await Promise.all([askAbout(deps, request, request.body), deps.payments.rulesLately()]);
    return { lines: await showDebtLines(deps, request, { lines, today }) };
  });
}

async function askAbout(deps: DebtDeps, request: FastifyRequest, body: Body) {
  if (!isAboutAccount(body)) {
    await countLookup(deps, request);
    return debtsOfCitizen(deps, request, body);
  }
  // Which provider is meant is no secret: it may be looked up while the look-up is being counted.
  const [counted, provider] = await Promise.allSettled([
    countLookup(deps, request),
    recalledByCode(deps, body.provider, '/provider'),
  ]);
  if (counted.status === 'rejected') throw counted.reason;
  if (provider.status === 'rejected') throw provider.reason;
  return debtOfAccount(deps, request, { ...body, provider: provider.value });
}

function isAboutAccount(body: Body): body is Body & { provider: string; account: string } {
  const namesCitizen = [body.uniqueCode, body.cardSeries, body.cardNumber].some((value) => value !== undefined);
  const namesAccount = [body.provider, body.account, body.fields].some((value) => value !== undefined);
  if (namesCitizen === namesAccount || (namesAccount && (body.provider === undefined || body.account === undefined))) {
    throw new Refused(oneWayOnly('uniqueCode; cardSeries and cardNumber; provider and account'));
  }
  return namesAccount;
}

async function debtOfAccount(
  deps: DebtDeps,
  request: FastifyRequest,
  body: { provider: Provider; account: string; fields?: Body['fields'] },
) {
  const asker: Asker = { kind: 'agent', agentId: agentOf(request).id };
  const typed = { account: body.account, fields: body.fields ?? {} };
  const line = orRefuse(await deps.debts.lookUpAccount(asker, body.provider, typed));
  return [{ line, context: { linkId: null, label: null, wanted: null } }];
}

/** The quotes name the citizen, so that what is paid by them stands in the citizen's own history. */
async function debtsOfCitizen(deps: DebtDeps, request: FastifyRequest, body: Body) {
  const named = orRefuse(readCitizenNamed(body));
  const ask = ({ citizenId }: Profile) => askForLinks(deps, request, citizenId);
  return orRefuse(await deps.citizens.counter.findAnd(tellerActorOf(request), named, ask));
}

async function askForLinks(deps: DebtDeps, request: FastifyRequest, citizenId: string) {
  const links = await deps.accounts.list(citizenId);
  const byId = new Map(links.map((link) => [link.linkId, link]));
  const asker: Asker = { kind: 'agent', agentId: agentOf(request).id, forCitizenId: citizenId };
  const lines = await deps.debts.queryDebts(asker, links.map(targetOf));
  return lines.map((line) => {
    const link = present(byId.get(line.key), 'the link of a line');
    return { line, context: { linkId: link.linkId, label: link.label, wanted: null } };
  });
}

/** At a counter anybody may stand: holder and address stay masked, whatever the citizen has proved. */
function targetOf(link: AccountLink): DebtTarget {
  const { linkId, providerId, account, fields } = link;
  return { key: linkId, providerId, input: { account, fields }, unmasked: false };
}
