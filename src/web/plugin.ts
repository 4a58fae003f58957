import cookie from '@fastify/cookie';
import csrfProtection from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { assetPrefix, type Assets, encodeAsset, loadAssets } from './assets/load-assets.ts';
import { createCookies } from './cookies.ts';
import type { CabinetDeps } from './deps.ts';
import { contentPolicy } from './content-policy.ts';
import { answerFailures } from './failures.tsx';
import { accountRoutes } from './routes/accounts.tsx';
import { historyRoutes } from './routes/history.tsx';
import { homeRoutes } from './routes/home.tsx';
import { openRoutes, pageReaders } from './routes/open-pages.tsx';
import { passwordRoutes } from './routes/password.tsx';
import { meterRoutes } from './routes/meter.tsx';
import { planRoutes } from './routes/plans.tsx';
import { payRoutes } from './routes/pay.tsx';
import { registrationRoutes } from './routes/registration.tsx';
import { sheetRoutes } from './routes/sheet.tsx';
import { signInRoutes } from './routes/sign-in.tsx';
import { tellerCardRoutes } from './routes/teller-card.tsx';
import { tellerMeterRoutes } from './routes/teller-meter.tsx';
import { tellerPeopleRoutes } from './routes/teller-panels.tsx';
import { tellerPayRoutes } from './routes/teller-pay.tsx';
import { tellerShiftRoutes } from './routes/teller-shift.tsx';
import { tellerUndoRoutes } from './routes/teller-undo.tsx';
import { tellerRoutes } from './routes/teller.tsx';
import type { Web } from './visit.ts';

/** Bytes of a form: fifty accounts to choose from, or a sealed sheet. */
const formLimitBytes = 64 * 1024;

/** The citizens' virtual cabinet as a part of the server, in a scope of its own. */
export function cabinetPlugin(deps: CabinetDeps): FastifyPluginAsync {
  return async (app) => {
    const web: Web = { deps, cookies: createCookies(deps.publicUrl), assets: await loadAssets() };
    await app.register(formbody, { bodyLimit: formLimitBytes });
    await app.register(cookie);
    await app.register(csrfProtection, {
      cookieKey: web.cookies.csrf.name,
      cookieOpts: web.cookies.csrf.options,
      getToken: csrfTokenOf,
    });
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: { ...contentPolicy } },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      strictTransportSecurity: deps.publicUrl.startsWith('https:') ? { maxAge: 365 * 24 * 60 * 60 } : false,
    });
    serveAssets(app, web.assets);
    await app.register(async (pages) => registerPages(pages, web));
  };
}

function registerPages(pages: FastifyInstance, web: Web): void {
  pages.addConstraintStrategy(pageReaders);
  answerFailures(pages, web);
  // What a page says of a person stays in no cache, its own browser's included.
  pages.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  pages.addHook('preHandler', (request, reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD') return done();
    return pages.csrfProtection(request, reply, done);
  });
  const groups = [openRoutes, registrationRoutes, sheetRoutes, signInRoutes, passwordRoutes];
  const desk = [tellerRoutes, tellerPayRoutes, tellerCardRoutes, tellerMeterRoutes];
  const tellers = [...desk, tellerPeopleRoutes, tellerShiftRoutes, tellerUndoRoutes];
  for (const group of [
    ...groups,
    homeRoutes,
    accountRoutes,
    planRoutes,
    meterRoutes,
    payRoutes,
    historyRoutes,
    ...tellers,
  ])
    group(pages, web);
}

function csrfTokenOf(request: FastifyRequest): string {
  const { body } = request;
  const token = typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : undefined;
  return typeof token === 'string' ? token : '';
}

/** Hash-named files from memory, compressed once: a browser keeps them for a year and never asks again. */
function serveAssets(app: FastifyInstance, assets: Assets): void {
  app.get(`${assetPrefix}:name`, async (request: FastifyRequest, reply: FastifyReply) => {
    const { name = '' } = request.params as { name?: string };
    const asset = assets.byPath.get(`${assetPrefix}${name}`);
    if (!asset) return reply.callNotFound();
    const { body, encoding } = encodeAsset(asset, request.headers['accept-encoding']);
    if (encoding !== undefined) reply.header('content-encoding', encoding);
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding')
      .type(asset.type)
      .send(body);
  });
}
