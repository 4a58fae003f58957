import type { FastifyRequest } from 'fastify';
import type { Api } from '../api.ts';
import { operatorOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, refuses } from '../schemas/answers.ts';
import { named } from '../schemas/shapes.ts';
import { operatorDoor, providerDoor, through } from './doors.ts';
import { paymentFileRoutes } from './payment-file-routes.ts';
import { debtRegistryRoutes } from './registry-routes.ts';
import { DebtRegistryAnswer, OfRegistry } from './schemas.ts';
import { showDebtRegistry } from './view.ts';

type Deps = Pick<HttpDeps, 'providerRegistries' | 'providers'>;

/** Files of providers without an online system. In a scope of its own: files are read as they come here. */
export async function providerFileRoutes(app: Api, deps: Deps): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('text/csv', async (_request: unknown, payload: AsyncIterable<Uint8Array>) => payload);
  for (const door of [providerDoor, operatorDoor]) {
    debtRegistryRoutes(app, deps, door);
    paymentFileRoutes(app, deps, door);
  }
  decisionRoutes(app, deps);
}

const decisions = {
  approve: {
    summary: 'Let a held debt registry count',
    description: 'Whoever handed it in cannot; one that a newer registry has overtaken can only be discarded.',
    done: 'It is what accounts owe.',
  },
  discard: {
    summary: 'Drop a held debt registry',
    description: 'Whoever handed it in cannot. What counted before goes on counting.',
    done: 'It never counts.',
  },
} as const;

/** A second person's word about what changes too much. */
function decisionRoutes(app: Api, { providerRegistries, providers }: Deps): void {
  for (const name of ['approve', 'discard'] as const) {
    const { summary, description, done } = decisions[name];
    const schema = {
      ...through(operatorDoor, { id: `${name}#DebtRegistry`, params: OfRegistry }),
      ...{ summary, description },
      response: {
        200: answers(done, named(DebtRegistryAnswer)),
        ...refuses(...operatorDoor.refusals, 'registry_not_held', 'same_actor', 'registry_out_of_date'),
      },
    };
    const path = `${operatorDoor.path}/debt-registries/:registryId/${name}`;
    app.post(path, { schema, config: { audience: operatorDoor.audience } }, async (request: FastifyRequest) => {
      const code = operatorDoor.codeOf(request);
      const { registryId } = request.params as { registryId: string };
      const { currency } = orRefuse(await providers.getByCode(code));
      const { id } = orRefuse(await providerRegistries.get(code, registryId));
      return showDebtRegistry(orRefuse(await providerRegistries[name](id, operatorOf(request).login)), currency);
    });
  }
}
