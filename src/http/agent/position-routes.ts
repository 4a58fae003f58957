import { Type } from 'typebox';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { answers, agentRefusals, refuses } from '../schemas/answers.ts';
import { balance, CurrencyCode, Nothing, showMoney } from '../schemas/common.ts';
import { strict } from '../schemas/shapes.ts';
import { agentSecurity, forAgents } from './common.ts';

const PositionAnswer = strict(
  { currency: CurrencyCode, balance, cap: balance, available: balance, alarm: Type.Boolean() },
  {
    description:
      '`balance`: what the hub holds of the agent, below zero what the agent owes. `cap`: how far it may owe. `available`: ' +
      'what the next basket may cost at most, fees included. `alarm`: 80 % of the cap or more is used.',
  },
);

const schema = {
  operationId: 'getPosition',
  tags: ['Position'],
  summary: 'How much the agent may still collect',
  description: 'The agent’s own position in every currency in which it collects, as of this moment.',
  security: agentSecurity,
  params: Nothing,
  querystring: Nothing,
  response: {
    200: answers('The positions.', strict({ positions: Type.Array(PositionAnswer) })),
    ...refuses(...agentRefusals),
  },
};

export function positionRoutes(app: Api, deps: Pick<HttpDeps, 'listPositions'>): void {
  app.get('/v1/position', { schema, config: forAgents }, async (request) => {
    const positions = await deps.listPositions(agentOf(request).id);
    return {
      positions: positions.map(({ currency, isAlarming, ...amounts }) => ({
        currency,
        balance: showMoney(amounts.balance, currency),
        cap: showMoney(amounts.cap, currency),
        available: showMoney(amounts.available, currency),
        alarm: isAlarming,
      })),
    };
  });
}
