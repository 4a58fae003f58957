import { Type } from 'typebox';
import type { Api } from '../api.ts';
import { counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { DateOnly, Id, Nothing, ProviderCode, TellerHeaders } from '../schemas/common.ts';
import { oneOf, strict } from '../schemas/shapes.ts';
import { AccountWords } from './citizens-schemas.ts';
import { agentSecurity, countLookup, forTellers, providerByCode } from './common.ts';

const ReadingBody = strict({
  provider: AccountWords.provider,
  account: AccountWords.account,
  fields: AccountWords.fields,
  value: Type.Integer({ minimum: 0, maximum: 999_999_999, description: 'Whole units, as the meter shows them.' }),
  readOn: DateOnly,
  confirm: Type.Optional(
    Type.Boolean({
      description: 'True when somebody looked again at a value that was answered with `reading_implausible`.',
    }),
  ),
});

const ReadingAnswer = strict({
  readingId: Id,
  provider: ProviderCode,
  account: Type.String(),
  serial: Type.String(),
  value: Type.Integer(),
  readOn: DateOnly,
  state: oneOf(['stored', 'unsent', 'taken', 'refused'], {
    description:
      '`taken`, `refused`: the provider’s answer. `unsent`: it gets it as soon as it answers. `stored`: it takes no ' +
      'readings over its wire and gets the hub’s list.',
  }),
});

const schema = {
  operationId: 'handInReading',
  tags: ['Meters'],
  summary: 'Hand in a meter reading',
  description:
    'A reading is never below the last, and asked about when more was used a day than the provider thinks possible.',
  security: agentSecurity,
  headers: TellerHeaders,
  params: Nothing,
  querystring: Nothing,
  body: ReadingBody,
  response: {
    201: answers('The reading.', ReadingAnswer),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'account_not_found',
      'account_refused',
      'proof_refused',
      'provider_unavailable',
      'provider_disabled',
      'no_meter',
      'reading_too_low',
      'reading_implausible',
    ),
  },
};

type MeterDeps = Pick<HttpDeps, 'meters' | 'providers' | 'throttle' | 'settings'>;

export function meterReadingRoutes(app: Api, deps: MeterDeps): void {
  app.post('/v1/meter-readings', { schema, config: forTellers }, async (request, reply) => {
    await countLookup(deps, request);
    const { agent, teller } = counterOf(request);
    const { account, fields = {}, value, readOn, confirm: isConfirmed = false } = request.body;
    const provider = await providerByCode(deps, request.body.provider, '/provider');
    const wish = { provider, account, fields, value, readOn, isConfirmed, handedInBy: `teller:${teller.id}` };
    const reading = orRefuse(await deps.meters.handIn({ kind: 'agent', agentId: agent.id }, wish));
    reply.code(201);
    const { id: readingId, serial, state } = reading;
    return { readingId, provider: provider.code, account: reading.account, serial, value, readOn, state };
  });
}
