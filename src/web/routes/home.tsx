import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { businessDateOf } from '../../kernel/business-date.ts';
import { translate } from '../../platform/messages/translate.ts';
import { HomeLine } from '../components/account-line.tsx';
import { type AccountLine, sumUp } from '../debts/account-line.ts';
import { askingLines, type Board, completeLines, loadBoard, streamLines } from '../debts/board.ts';
import { renderFragment } from '../frame.tsx';
import { HomePage, OwedSaid, OwedTotal, PayAll } from '../pages/home.tsx';
import { type CitizenVisit, goTo, html, show, signedIn, type Web } from '../visit.ts';

export function homeRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/home',
    signedIn(web, (visit) => showHome(web, visit)),
  );
  app.get(
    '/home/lines',
    signedIn(web, (visit) => sendLines(web, visit), { isPart: true }),
  );
}

/** The page comes at once, its lines fill in; with `complete` it waits and comes whole, for browsers without script. */
async function showHome(web: Web, visit: CitizenVisit) {
  const { citizenId } = visit.session.citizen;
  const profile = await web.deps.citizens.profiles.get(citizenId);
  if (!profile.ok) return goTo(visit, '/sign-in');
  const board = await loadBoard(web, visit);
  const complete = visit.query.text('complete') === 'yes';
  const lines = complete ? await completeLines(web, visit, board) : askingLines(visit, board);
  const lastPayment = await findLastPayment(web, visit);
  const done = visit.query.text('done') === 'password' ? translate(visit.frame.language)('password.changed') : null;
  return show(visit, <HomePage profile={profile.value} lines={lines} lastPayment={lastPayment} done={done} />);
}

async function findLastPayment(web: Web, visit: CitizenVisit) {
  const page = await web.deps.payments.listForCitizen(visit.session.citizen.citizenId, { limit: 1, after: null });
  const [payment] = page.ok ? page.value.items : [];
  return payment ? web.deps.receipts.view(payment, visit.frame.language) : null;
}

/** The lines as server-sent events, each with the sum so far. Ends by itself when the last provider has answered. */
async function sendLines(web: Web, visit: CitizenVisit) {
  const board = await loadBoard(web, visit);
  if (board.links.length === 0) return html(visit, '');
  return visit.reply
    .header('x-accel-buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(lineEvents(web, visit, board)));
}

async function* lineEvents(web: Web, visit: CitizenVisit, board: Board): AsyncGenerator<string, void> {
  const known = new Map<string, AccountLine>(askingLines(visit, board).map((line) => [line.linkId, line]));
  const today = businessDateOf(visit.frame.now);
  for await (const line of streamLines(web, visit, board)) {
    known.set(line.linkId, line);
    const overview = sumUp([...known.values()], today);
    yield event(
      renderFragment(visit.frame, [
        <HomeLine line={line} fresh />,
        <OwedTotal overview={overview} fresh />,
        <PayAll overview={overview} fresh />,
        overview.asking === 0 && <OwedSaid overview={overview} />,
      ]),
    );
  }
}

/** One message of the stream (HTML Living Standard, 9.2). */
export function event(data: string): string {
  return `${data
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}
