import type { AccountLink } from '../../accounts/api.ts';
import { type MaintenanceOutlook, noMaintenance } from '../../availability/model.ts';
import { maxTargets } from '../../debts/api.ts';
import type { DebtLine } from '../../debts/model.ts';
import { present } from '../../kernel/assert.ts';
import type { PaymentView } from '../../payments/model.ts';
import type { Provider } from '../../providers/model.ts';
import type { CitizenVisit, Web } from '../visit.ts';
import { type AccountLine, makeLine, paidLately, shownDebt, targetOf } from './account-line.ts';

/** The citizen's accounts with their providers, before anybody was asked. */
export interface Board {
  readonly links: readonly AccountLink[];
  readonly providers: ReadonlyMap<string, Provider>;
  /** Planned work of the providers, under way and announced. */
  readonly maintenance: ReadonlyMap<string, MaintenanceOutlook>;
  /** The citizen's newest payments: a bill that was paid a minute ago is not to be paid again. */
  readonly payments: readonly PaymentView[];
}

/** As many payments as anybody makes before the oldest of them has reached its provider. */
const lookedAt = 100;

/** At most as many accounts as one question to the providers may name. */
export async function loadBoard(web: Web, visit: CitizenVisit): Promise<Board> {
  const { citizenId } = visit.session.citizen;
  const all = await web.deps.accounts.list(citizenId);
  const links = all.slice(0, maxTargets);
  const providers = await web.deps.providers.findMany(links.map((link) => link.providerId));
  const maintenance = await web.deps.maintenance.outlook([...providers.keys()]);
  const newest = await web.deps.payments.listForCitizen(citizenId, { limit: lookedAt, after: null });
  return { links, providers, maintenance, payments: newest.ok ? newest.value.items : [] };
}

export function askingLines(visit: CitizenVisit, board: Board): AccountLine[] {
  return board.links.map((link) => lineFor(visit, board, { link, debt: { kind: 'asking' } }));
}

/** Every line with its provider's answer; takes as long as the slowest of them may. */
export async function completeLines(web: Web, visit: CitizenVisit, board: Board): Promise<AccountLine[]> {
  const asker = { kind: 'citizen', citizenId: visit.session.citizen.citizenId } as const;
  const answers = await web.deps.debts.queryDebts(asker, board.links.map(targetOf));
  return Promise.all(answers.map((answer) => answeredLine(web, visit, { board, answer })));
}

/** Each line as soon as its provider has answered. */
export async function* streamLines(web: Web, visit: CitizenVisit, board: Board): AsyncGenerator<AccountLine, void> {
  const asker = { kind: 'citizen', citizenId: visit.session.citizen.citizenId } as const;
  for await (const answer of web.deps.debts.streamDebts(asker, board.links.map(targetOf))) {
    yield await answeredLine(web, visit, { board, answer });
  }
}

async function answeredLine(
  web: Web,
  visit: CitizenVisit,
  { board, answer }: { board: Board; answer: DebtLine },
): Promise<AccountLine> {
  const link = present(
    board.links.find((candidate) => candidate.linkId === answer.key),
    'the link of an answer',
  );
  const mobile = answer.kind === 'quoted' ? answer.quote.line : null;
  const notice = mobile ? await web.deps.plans.findNotice(answer.providerId, mobile) : null;
  return lineFor(visit, board, { link, debt: shownDebt(answer, notice) });
}

export function lineFor(
  visit: CitizenVisit,
  board: Board,
  { link, debt }: { link: AccountLink; debt: AccountLine['debt'] },
): AccountLine {
  const provider = present(board.providers.get(link.providerId), 'the provider of a link');
  const own = board.payments.filter((one) => one.providerId === link.providerId && one.account === link.account);
  const maintenance = board.maintenance.get(provider.id) ?? noMaintenance;
  const { language } = visit.frame;
  return makeLine(link, provider, {
    ...{ language, debt, maintenance, paid: paidLately(debt, own), channel: 'cabinet' },
  });
}
