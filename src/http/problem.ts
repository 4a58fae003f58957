import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorEntry, type FieldProblem, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import { type Language, negotiateLanguage } from '../platform/messages/language.ts';

/** An error as it leaves the hub (RFC 9457). Values of the request are never repeated in it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly errors: readonly FieldProblem[];
  readonly details?: Readonly<Record<string, string>>;
}

/** A refusal on its way out of a handler: the error handler turns it into a problem. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The value, or the end of the request with the refusal as its answer. */
export function orRefuse<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw new Refused(result.error);
}

/** Most broken fields that one answer names. */
const mostErrors = 20;

/** Seconds after which the same request may be sent again, where the refusal itself names no other time. */
const retryAfterSeconds = 2;

export function problemOf(refusal: Refusal, asked: { language: Language; requestId: string }): Problem {
  const { status, title } = errorEntry(refusal.code);
  return {
    type: `urn:vahid:error:${refusal.code}`,
    title: title[asked.language],
    status,
    code: refusal.code,
    requestId: asked.requestId,
    errors: (refusal.fields ?? []).slice(0, mostErrors),
    ...(refusal.details ? { details: refusal.details } : {}),
  };
}

/** What `Retry-After` says, in seconds; null where waiting does not help. */
function retryAfterOf(refusal: Refusal): number | null {
  if (!errorEntry(refusal.code).retryable || refusal.code === 'internal_error') return null;
  const named = Number(refusal.details?.['retryAfterSeconds']);
  return Number.isSafeInteger(named) && named > 0 ? named : retryAfterSeconds;
}

export function languageOf(request: Pick<FastifyRequest, 'headers'>): Language {
  return negotiateLanguage(request.headers['accept-language']);
}

/** Answers a request with a refusal. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const language = languageOf(request);
  const problem = problemOf(refusal, { language, requestId: request.id });
  const retryAfter = retryAfterOf(refusal);
  if (retryAfter !== null && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
  if (problem.status === 401 && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Bearer realm="vahid"');
  return reply
    .code(problem.status)
    .header('request-id', request.id)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('vary', 'Accept-Language')
    .header('cache-control', 'no-store')
    .send(problem);
}
