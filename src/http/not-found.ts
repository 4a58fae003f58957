import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusal } from '../kernel/errors/catalogue.ts';
import type { HttpDeps } from './dependencies.ts';
import { sendProblem } from './problem.ts';

/** A path the server knows, and the methods it takes. */
interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/**
 * Answers what leads nowhere: 405 with `Allow` where the path is right and the method is not, else 404. Whoever reads
 * pages gets a page, where there is one.
 */
export function answerUnknownPaths(app: FastifyInstance, deps: Pick<HttpDeps, 'notFoundPage'>): void {
  const known = new Map<string, KnownPath>();
  app.addHook('onRoute', (route) => {
    const path = known.get(route.url) ?? { pattern: patternOf(route.url), methods: new Set() };
    for (const method of [route.method].flat()) path.methods.add(method);
    known.set(route.url, path);
  });
  app.setNotFoundHandler(async (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = [...known.values()].filter((one) => one.pattern.test(path)).flatMap((one) => [...one.methods]);
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      reply.header('allow', [...new Set(allowed)].toSorted().join(', '));
      return sendProblem(request, reply, refusal('method_not_allowed'));
    }
    if (deps.notFoundPage && wantsPage(request)) return deps.notFoundPage(request, reply);
    return sendProblem(request, reply, refusal('not_found'));
  });
}

/** `/v1/payments/:id` as a regular expression over a path; every step of a path is matched by itself, so it is linear. */
function patternOf(url: string): RegExp {
  const steps = url.split('/').map((step) => {
    if (step.startsWith(':')) return '[^/]+';
    return step === '*' ? '.*' : step.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${steps.join('/')}$`);
}

function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') === true && !request.url.startsWith('/v1/');
}
