import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { VNode } from 'preact';
import type { Origin, Session } from '../citizens/api.ts';
import { errorEntry, type Refusal } from '../kernel/errors/catalogue.ts';
import { negotiateLanguage } from '../platform/messages/language.ts';
import type { Assets } from './assets/load-assets.ts';
import type { Cookies } from './cookies.ts';
import type { CabinetDeps } from './deps.ts';
import { type Frame, renderPage } from './frame.tsx';
import { readForm, type SentForm } from './read-form.ts';

/** What all routes of the cabinet share. */
export interface Web {
  readonly deps: CabinetDeps;
  readonly cookies: Cookies;
  readonly assets: Assets;
}

/** One request for a page, by whoever. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly origin: Origin;
  readonly frame: Frame;
  readonly form: SentForm;
  /** Values of the address, read like a form. */
  readonly query: SentForm;
}

/** One request by a citizen who is signed in. */
export interface CitizenVisit extends Visit {
  readonly session: Session;
  readonly sessionToken: string;
}

export type Answer = Promise<FastifyReply>;

/** A page anybody may see. */
export function open(web: Web, handle: (visit: Visit) => Answer): RouteHandlerMethod {
  return async (request, reply) => handle(beginVisit(web, request, reply));
}

interface SignedInOptions {
  /** True for the few pages that are open before the initial password was changed. */
  readonly beforePasswordChange?: boolean;
  /** True for what is only a part of a page: nobody is led back to it. */
  readonly isPart?: boolean;
}

/** A page of the cabinet: whoever is not signed in is led to the sign-in, and back again afterwards. */
export function signedIn(
  web: Web,
  handle: (visit: CitizenVisit) => Answer,
  options: SignedInOptions = {},
): RouteHandlerMethod {
  return async (request, reply) => {
    const visit = beginVisit(web, request, reply);
    const sessionToken = web.cookies.session.read(request);
    const session = sessionToken ? await web.deps.citizens.sessions.authenticate(sessionToken) : undefined;
    if (!sessionToken || !session?.ok) {
      if (sessionToken) web.cookies.session.clear(reply);
      return goTo(
        visit,
        signInPlace(request, { hadSession: sessionToken !== undefined, isPart: options.isPart ?? false }),
      );
    }
    if (session.value.mustChangePassword && !options.beforePasswordChange) return goTo(visit, '/password');
    const language = web.cookies.language.read(request) ?? session.value.citizen.language;
    // Until the password is chosen the other sections are closed, so they are not shown.
    const frame = { ...visit.frame, language, signedIn: !session.value.mustChangePassword };
    return handle({ ...visit, frame, session: session.value, sessionToken });
  };
}

function signInPlace(request: FastifyRequest, at: { hadSession: boolean; isPart: boolean }): string {
  const query = new URLSearchParams(at.hadSession ? { why: 'ended' } : {});
  if (request.method === 'GET' && !at.isPart) query.set('return', request.url);
  return query.size > 0 ? `/sign-in?${query}` : '/sign-in';
}

function beginVisit(web: Web, request: FastifyRequest, reply: FastifyReply): Visit {
  const language = web.cookies.language.read(request) ?? negotiateLanguage(request.headers['accept-language']);
  const frame: Frame = {
    language,
    now: web.deps.clock.now(),
    place: request.method === 'GET' ? request.url : null,
    csrfToken: reply.generateCsrf(),
    signedIn: false,
    assets: web.assets.paths,
    hasMailbox: web.deps.mailbox !== undefined,
    isSandbox: web.deps.isSandbox,
  };
  const origin = { ip: request.ip };
  return { request, reply, origin, frame, form: readForm(request.body), query: readForm(request.query) };
}

/** True when a page that is already open asks for a part of itself. */
function isFragment(request: FastifyRequest): boolean {
  return request.headers['hx-request'] === 'true';
}

/** Answers with a page. A page that answers a form says by `place` where it can be found again. */
export function show(
  visit: Visit,
  page: VNode,
  options: { status?: number; place?: string | null } = {},
): FastifyReply {
  const place = options.place === undefined ? visit.frame.place : options.place;
  return html(visit, renderPage({ ...visit.frame, place }, page), options.status ?? 200);
}

export function html(visit: Visit, text: string, status = 200): FastifyReply {
  return visit.reply.code(status).type('text/html; charset=utf-8').send(text);
}

/** Leads on to another page, which is asked for anew: a reload there sends no form twice. */
export function goTo(visit: Visit, place: string): FastifyReply {
  if (isFragment(visit.request)) return visit.reply.code(200).header('hx-redirect', place).send('');
  return visit.reply.redirect(place, 303);
}

export function statusOf(refusal: Refusal): number {
  return errorEntry(refusal.code).status;
}
