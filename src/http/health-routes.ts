import type { Api } from './api.ts';
import type { HttpDeps } from './dependencies.ts';
import { Refused } from './problem.ts';
import { refusal } from '../kernel/errors/catalogue.ts';
import { answers, refuses } from './schemas/answers.ts';
import { Nothing } from './schemas/common.ts';
import { oneOf, strict } from './schemas/shapes.ts';

const Health = strict({ status: oneOf(['ok']) });

const common = { tags: ['Health'], security: [], params: Nothing, querystring: Nothing };
const config = { audience: 'public' as const };

/** For whoever watches the process: it lives, and it can work. Not counted by any rate limit. */
export async function healthRoutes(
  app: Api,
  deps: Pick<HttpDeps, 'checkReadiness'> & { isDraining: () => boolean },
): Promise<void> {
  const live = {
    ...common,
    operationId: 'getLiveness',
    summary: 'Whether the process lives',
    description: 'Answers as long as the process takes requests; asks nothing of the database.',
    response: { 200: answers('It does.', Health) },
  };
  app.get('/healthz', { schema: live, config }, async () => ({ status: 'ok' as const }));

  const ready = {
    ...common,
    operationId: 'getReadiness',
    summary: 'Whether the hub can work',
    description:
      'The database answers and has the version of the code. 503 before that, and from the moment the process is asked to stop.',
    response: { 200: answers('It can.', Health), ...refuses('temporarily_unavailable') },
  };
  app.get('/readyz', { schema: ready, config }, async (request) => {
    if (deps.isDraining()) throw new Refused(refusal('temporarily_unavailable'));
    try {
      await deps.checkReadiness();
    } catch {
      request.log.warn({ event: 'http.not_ready' }, 'not ready');
      throw new Refused(refusal('temporarily_unavailable'));
    }
    return { status: 'ok' as const };
  });
}
