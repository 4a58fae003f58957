import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { parseAmount } from '../../kernel/money.ts';
import type { NetworkService } from '../../networks/api.ts';
import { results, type Network, type NetworkAnswer } from '../../networks/model.ts';
import { describeFailure } from '../failures.ts';
import { writeAnswer } from './answer.ts';

type Terminals = Pick<NetworkService, 'recognize' | 'check' | 'pay' | 'status'>;

/** Requests of one network and address in a minute. */
const mostPerMinute = 6_000;
const windowMs = 60_000;

/** The hub as terminals of other networks see it: OSMP over GET, one address for each network. */
export function osmpPlugin(networks: Terminals): FastifyPluginAsync {
  return async (app) => {
    await app.register(rateLimit, {
      timeWindow: windowMs,
      max: mostPerMinute,
      keyGenerator: (request) => `${nameOf(request)}:${request.ip}`,
    });
    app.setErrorHandler((error, request, reply) => {
      const { statusCode } = error as { statusCode?: number };
      if (statusCode === 429) return reply.code(429).send(writeAnswer(undefined, notNow));
      // The terminal keeps the money and asks again: nothing else can be said of what may have happened.
      request.log.warn({ event: 'osmp.failure', failure: describeFailure(error) }, 'temporarily unavailable');
      return answer(reply, txnOf(request), notNow);
    });
    serve(app, networks);
  };
}

const notNow: NetworkAnswer = { result: results.later, comment: 'try again later', fields: {} };

function serve(app: FastifyInstance, networks: Terminals): void {
  app.get('/osmp/:agent', async (request, reply) => {
    const { authorization } = request.headers;
    const known = await networks.recognize(nameOf(request), { address: request.ip, authorization });
    if (!known.ok) {
      return reply
        .code(401)
        .header('www-authenticate', 'Basic realm="osmp", charset="UTF-8"')
        .type('text/plain')
        .send('');
    }
    return answer(reply, txnOf(request), await carryOut(networks, known.value, paramsOf(request)));
  });
}

async function carryOut(networks: Terminals, network: Network, params: Params): Promise<NetworkAnswer> {
  const { command, txn_id: txnId = '', account = '' } = params;
  const service = params['service'] ?? params['pay_type'] ?? '';
  const wrong = (comment: string): NetworkAnswer => ({ result: results.other, comment, fields: {} });
  if (!/^[0-9]{1,20}$/.test(txnId)) return wrong('txn_id: 1 to 20 digits');
  if (command === 'status') return networks.status(network, txnId);
  if (account === '' || account.length > 200) return { ...wrong('account'), result: results.accountFormat };
  if (command === 'check') return networks.check(network, { service, account });
  if (command !== 'pay') return wrong('command: check, pay or status');
  const { sum = '', txn_date: txnDate = '' } = params;
  // OSMP knows no currencies: the sum is in the provider's, all of which have two decimals.
  const amount = /^[0-9]{1,13}(?:\.[0-9]{1,2})?$/.test(sum)
    ? parseAmount(sum.replace(/^0+(?=[0-9])/, ''), 'AZN')
    : undefined;
  if (!amount?.ok) return wrong('sum: above zero, a dot, at most two decimals');
  if (!/^[0-9]{14}$/.test(txnDate)) return wrong('txn_date: YYYYMMDDHHMMSS');
  return networks.pay(network, {
    ...{ txnId, service, account, amount: amount.value, txnDate },
    phone: params['phone'] ?? null,
    terminal: params['terminal'] ?? null,
  });
}

type Params = Readonly<Record<string, string | undefined>>;

/** What stands in the address once. A parameter that comes twice says nothing that can be relied on. */
function paramsOf(request: FastifyRequest): Params {
  const query = request.query as Readonly<Record<string, string | string[]>>;
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function txnOf(request: FastifyRequest): string | undefined {
  const txnId = paramsOf(request)['txn_id'];
  return txnId !== undefined && /^[0-9]{1,20}$/.test(txnId) ? txnId : undefined;
}

function nameOf(request: FastifyRequest): string {
  return (request.params as { agent?: string }).agent ?? '';
}

/** Terminals read HTTP 200 and the result; the rest they take for a broken line. */
function answer(reply: FastifyReply, txnId: string | undefined, what: NetworkAnswer): FastifyReply {
  return reply
    .code(200)
    .header('content-type', 'text/xml; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(writeAnswer(txnId, what));
}
