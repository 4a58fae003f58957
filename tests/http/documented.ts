import type { LightMyRequestResponse } from 'fastify';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

interface Documented {
  readonly pattern: RegExp;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Statuses that belong to the server and not to a route. */
const ofTheServer = [404, 405];

/** Tells whether an answer is one that the OpenAPI document promises: its status, and the code of a problem. */
export function documentedAnswers(
  document: unknown,
): (method: string, url: string, answer: LightMyRequestResponse) => boolean {
  const { paths } = document as { paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  // Fixed parts first: `/payments/by-key/{key}` before `/payments/{paymentId}/…`.
  const known: Documented[] = Object.entries(paths)
    .toSorted(([a], [b]) => (a.replaceAll('{', '~') < b.replaceAll('{', '~') ? -1 : 1))
    .map(([path, operations]) => ({ pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`), operations }));
  return (method, url, answer) => {
    const path = url.split('?', 1)[0] ?? '';
    const operation = known.find(({ pattern }) => pattern.test(path))?.operations[method.toLowerCase()];
    if (!operation) return ofTheServer.includes(answer.statusCode) || !path.startsWith('/v1/');
    const response = operation.responses[String(answer.statusCode)];
    if (!response) return false;
    return answer.statusCode < 400 || response.description.includes(`\`${answer.json<{ code: string }>().code}\``);
  };
}
