import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeFailure, refusalOf } from '../http/failures.ts';
import { errorEntry } from '../kernel/errors/catalogue.ts';
import { isLanguage, type Language, negotiateLanguage } from '../platform/messages/language.ts';
import { translate } from '../platform/messages/translate.ts';
import { contentPolicyHeader } from './content-policy.ts';
import { loadAssets } from './assets/load-assets.ts';
import { describeRefusal } from './form-problems.ts';
import { type Frame, renderPage } from './frame.tsx';
import { MessagePage } from './pages/message.tsx';
import type { CabinetDeps } from './deps.ts';
import type { Web } from './visit.ts';

/** A form without a valid token, sent from elsewhere or from a page that was open for too long. */
const staleForms = new Set(['FST_CSRF_MISSING_SECRET', 'FST_CSRF_INVALID_TOKEN']);

/** When to ask again while the database is away, seconds. */
const retryAfterSeconds = 5;

/** Says in words what went wrong where no page could; what people cannot mend is logged. */
export function answerFailures(pages: FastifyInstance, web: Web): void {
  pages.setErrorHandler((error: FastifyError, request, reply) => {
    const frame = plainFrame(request, web.deps, web.assets.paths);
    const t = translate(frame.language);
    if (staleForms.has(error.code)) {
      const page = <MessagePage title={t('page.stale.title')} text={t('page.stale.text')} />;
      return sendPage(reply, 403, renderPage(frame, page));
    }
    const refused = refusalOf(error);
    const { status } = errorEntry(refused.code);
    if (status < 500) {
      const { title, advice } = describeRefusal(frame.language, refused);
      return sendPage(reply, status, renderPage(frame, <MessagePage title={title} text={advice} />));
    }
    const level = refused.code === 'internal_error' ? 'error' : 'warn';
    request.log[level]({ event: 'web.failure', failure: describeFailure(error) }, refused.code);
    if (status === 503) reply.header('retry-after', retryAfterSeconds);
    const page = (
      <MessagePage title={t('page.broken.title')} text={t('page.broken.text')}>
        <p class="quiet-text">{t('page.broken.number', { id: request.id })}</p>
      </MessagePage>
    );
    return sendPage(reply, status, renderPage(frame, page));
  });
}

/** The page for an address that leads nowhere. The server sends it from outside the cabinet's scope. */
export function cabinetNotFoundPage(deps: CabinetDeps) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const assets = await loadAssets();
    const frame = plainFrame(request, deps, assets.paths);
    const t = translate(frame.language);
    const page = <MessagePage title={t('page.missing.title')} text={t('page.missing.text')} />;
    reply.header('content-security-policy', contentPolicyHeader());
    return sendPage(reply, 404, renderPage(frame, page));
  };
}

/** A frame without anything that a form would need: what shows it must not fail itself. */
function plainFrame(request: FastifyRequest, deps: CabinetDeps, assets: Frame['assets']): Frame {
  return {
    language: languageOf(request),
    now: deps.clock.now(),
    place: null,
    csrfToken: '',
    signedIn: false,
    assets,
    hasMailbox: false,
    isSandbox: deps.isSandbox,
  };
}

function languageOf(request: FastifyRequest): Language {
  const chosen = /(?:^|;\s*)(?:__Host-)?language=([a-z]{2})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1];
  return isLanguage(chosen) ? chosen : negotiateLanguage(request.headers['accept-language']);
}

function sendPage(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(text);
}
