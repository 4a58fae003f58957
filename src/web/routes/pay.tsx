import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { maskAccount } from '../../accounts/masking.ts';
import { present } from '../../kernel/assert.ts';
import { type Currency } from '../../kernel/money.ts';
import type { PaymentCode } from '../../payments/api.ts';
import { translate } from '../../platform/messages/translate.ts';
import { type AccountLine, byCurrency } from '../debts/account-line.ts';
import { type Board, completeLines, lineFor, loadBoard, streamLines } from '../debts/board.ts';
import { describeRefusal, noProblems, problemsOf, type FormProblems } from '../form-problems.ts';
import { renderFragment } from '../frame.tsx';
import { CodePage, type CodeRow } from '../pages/code.tsx';
import { AmountBox, BasketTotal, PayPage, PayRow } from '../pages/pay.tsx';
import { checkChosen, choiceProblems, codeLines, knownLines, readLines, sumChosen } from '../paying/choice.ts';
import { firstOffer, isOfferedAnew, isPayable, type PayLine, readCurrency } from '../paying/pay-line.ts';
import { isUuid } from '../read-form.ts';
import { type CitizenVisit, goTo, html, show, signedIn, type Web } from '../visit.ts';
import { event } from './home.tsx';
import { showMissing } from './missing.tsx';

export function payRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/pay',
    signedIn(web, (visit) => showPay(web, visit)),
  );
  app.get(
    '/pay/lines',
    signedIn(web, (visit) => sendLines(web, visit), { isPart: true }),
  );
  app.post(
    '/pay/total',
    signedIn(web, (visit) => sendTotal(web, visit), { isPart: true }),
  );
  app.post(
    '/pay',
    signedIn(web, (visit) => makeCode(web, visit)),
  );
  app.get(
    '/codes/:code',
    signedIn(web, (visit) => showCode(web, visit)),
  );
}

/** What the page was asked to show: some of the accounts, and what the browser knows of them. */
interface Asked {
  readonly board: Board;
  readonly quoteIds: readonly string[];
  readonly choose: 'all' | 'some';
}

async function readAsked(web: Web, visit: CitizenVisit): Promise<Asked> {
  const all = await loadBoard(web, visit);
  const only = visit.query.text('only');
  const links = isUuid(only) ? all.links.filter((link) => link.linkId === only) : all.links;
  const choose = visit.query.text('choose') === 'some' ? 'some' : 'all';
  return { board: { ...all, links }, quoteIds: visit.query.all('quote'), choose };
}

async function showPay(web: Web, visit: CitizenVisit) {
  const { board, quoteIds, choose } = await readAsked(web, visit);
  const known = await knownLines(web, visit, { board, quoteIds });
  const missing = board.links.filter((link) => !known.has(link.linkId));
  const complete = visit.query.text('complete') === 'yes';
  const answers = complete ? await completeLines(web, visit, { ...board, links: missing }) : [];
  const lines = board.links.map(
    (link) =>
      known.get(link.linkId) ??
      answers.find((line) => line.linkId === link.linkId) ??
      lineFor(visit, board, { link, debt: { kind: 'asking' } }),
  );
  const offers = lines.map((line) => firstOffer(visit.frame.language, line, choose));
  const waiting = complete ? [] : missing;
  const everything = waiting.length === board.links.length && board.links.length > 0;
  return payPage(web, visit, {
    lines: offers,
    stream: waiting.length === 0 ? null : streamPlace(visit, everything ? [] : waiting.map((link) => link.linkId)),
  });
}

/** Where the missing lines are to be had: those that are named, or all that the page shows. */
function streamPlace(visit: CitizenVisit, linkIds: readonly string[]): string {
  const query = new URLSearchParams();
  const only = visit.query.text('only');
  if (isUuid(only)) query.set('only', only);
  if (visit.query.text('choose') === 'some') query.set('choose', 'some');
  for (const linkId of linkIds) query.append('ask', linkId);
  return `/pay/lines?${query}`;
}

interface PayState {
  readonly lines: readonly PayLine[];
  readonly stream?: string | null;
  readonly problems?: FormProblems;
  readonly sent?: Currency;
  readonly status?: number;
}

async function payPage(web: Web, visit: CitizenVisit, state: PayState) {
  const { lines, problems = noProblems, sent = null, stream = null, status = 200 } = state;
  const blocks = byCurrency(lines.map((payLine) => ({ payLine, currency: payLine.line.currency })));
  const baskets = await Promise.all(
    blocks.map((block) =>
      sumChosen(
        web,
        block.currency,
        checkChosen(
          visit,
          block.lines.map((one) => one.payLine),
        ),
      ),
    ),
  );
  const complete = withComplete(visit);
  const page = (
    <PayPage lines={lines} baskets={baskets} problems={problems} sent={sent} stream={stream} complete={complete} />
  );
  return show(visit, page, { status, place: visit.frame.place ?? '/pay' });
}

function withComplete(visit: CitizenVisit): string {
  const [path = '/pay', query = ''] = (visit.frame.place ?? '/pay').split('?', 2);
  const values = new URLSearchParams(query);
  values.set('complete', 'yes');
  return `${path}?${values}`;
}

/** The missing lines as they come; after each the page is told to add up anew. */
async function sendLines(web: Web, visit: CitizenVisit) {
  const { board, choose } = await readAsked(web, visit);
  const wanted = new Set(visit.query.all('ask'));
  const links = wanted.size === 0 ? board.links : board.links.filter((link) => wanted.has(link.linkId));
  if (links.length === 0) return html(visit, '');
  return visit.reply
    .header('x-accel-buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(rowEvents(web, visit, { board: { ...board, links }, choose })));
}

async function* rowEvents(
  web: Web,
  visit: CitizenVisit,
  { board, choose }: Pick<Asked, 'board' | 'choose'>,
): AsyncGenerator<string, void> {
  for await (const line of streamLines(web, visit, board)) {
    yield event(renderFragment(visit.frame, <PayRow payLine={firstOffer(visit.frame.language, line, choose)} fresh />));
    yield `event: recount\n${event('')}`;
  }
}

/** The lines that a form names, each as the provider last told it. */
async function readForm(web: Web, visit: CitizenVisit) {
  const currency = readCurrency(visit.form.text('currency'));
  const board = await loadBoard(web, visit);
  const links = board.links.filter(
    (link) => board.providers.get(link.providerId)?.currency === currency && visit.form.has(`amount-${link.linkId}`),
  );
  const quoteIds = links.map((link) => visit.form.text(`quote-${link.linkId}`));
  const known = await knownLines(web, visit, { board, quoteIds });
  return { currency, board: { ...board, links }, known };
}

async function sendTotal(web: Web, visit: CitizenVisit) {
  const { currency, board, known } = await readForm(web, visit);
  if (currency === null) return html(visit, '');
  const lines = board.links.map((link) => known.get(link.linkId) ?? silentLine(visit, board, link));
  const payLines = readLines(visit.frame.language, lines, visit.form);
  const basket = await sumChosen(web, currency, checkChosen(visit, payLines));
  const parts = (
    <>
      <BasketTotal basket={basket} />
      {payLines
        .filter((one) => isOfferedAnew(visit.form, one))
        .map((one) => (
          <AmountBox payLine={one} problems={undefined} fresh />
        ))}
    </>
  );
  return html(visit, renderFragment(visit.frame, parts));
}

/** A line whose provider is silent: its amount is only read; the counter asks again before it takes the money. */
function silentLine(visit: CitizenVisit, board: Board, link: Board['links'][number]): AccountLine {
  return lineFor(visit, board, { link, debt: { kind: 'silent', reason: 'not_answering', lastKnown: null } });
}

async function makeCode(web: Web, visit: CitizenVisit) {
  const { currency, board, known } = await readForm(web, visit);
  if (currency === null) return goTo(visit, '/pay');
  const missing = board.links.filter((link) => !known.has(link.linkId));
  const chosenIds = new Set(visit.form.all('pay'));
  // Only what was chosen has to be asked again; the rest is shown as it was.
  const asked = missing.filter((link) => chosenIds.has(link.linkId));
  const answers = await completeLines(web, visit, { ...board, links: asked });
  const lines = board.links.map(
    (link) =>
      known.get(link.linkId) ?? answers.find((line) => line.linkId === link.linkId) ?? silentLine(visit, board, link),
  );
  const payLines = readLines(visit.frame.language, lines, visit.form);
  const chosen = checkChosen(
    visit,
    payLines.filter(({ line }) => isPayable(line)),
  );
  const failure = failureOf(visit, chosen);
  if (failure || visit.form.has('recalculate')) {
    return payPage(web, visit, {
      lines: payLines,
      sent: currency,
      ...(failure && !visit.form.has('recalculate') ? { problems: failure, status: 422 } : {}),
    });
  }
  const { citizenId } = visit.session.citizen;
  const made = await web.deps.codes.create(citizenId, currency, codeLines(board, chosen));
  if (made.ok) return goTo(visit, `/codes/${made.value.code}`);
  const problems = problemsOf([], describeRefusal(visit.frame.language, made.error));
  return payPage(web, visit, { lines: payLines, sent: currency, problems, status: 422 });
}

function failureOf(visit: CitizenVisit, chosen: ReturnType<typeof checkChosen>): FormProblems | null {
  const t = translate(visit.frame.language);
  if (chosen.length === 0) return problemsOf([], { title: t('pay.problem.none'), advice: t('form.errors.kept') });
  const fields = choiceProblems(visit, chosen);
  return fields.length > 0 ? problemsOf(fields) : null;
}

async function showCode(web: Web, visit: CitizenVisit) {
  const { code = '' } = visit.request.params as { code?: string };
  const found = await web.deps.codes.getForCitizen(visit.session.citizen.citizenId, code.slice(0, 40));
  if (!found.ok) return showMissing(visit);
  return show(visit, <CodePage code={found.value} rows={await codeRows(web, visit, found.value)} />);
}

async function codeRows(web: Web, visit: CitizenVisit, code: PaymentCode): Promise<CodeRow[]> {
  const links = await web.deps.accounts.list(visit.session.citizen.citizenId);
  const providers = await web.deps.providers.findMany(code.lines.map((line) => line.providerId));
  return code.lines.map((line) => {
    const provider = present(providers.get(line.providerId), 'the provider of a line');
    const link = links.find((one) => one.providerId === line.providerId && one.account === line.account);
    return {
      providerName: provider.name[visit.frame.language],
      service: provider.service,
      accountMasked: maskAccount(line.account),
      label: link?.label ?? null,
      amount: line.amount,
    };
  });
}
