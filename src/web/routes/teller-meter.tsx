import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import { businessDateOf } from '../../kernel/business-date.ts';
import type { MeterState } from '../../kernel/meter-contract.ts';
import type { ReadingState } from '../../meters/api.ts';
import { translate } from '../../platform/messages/translate.ts';
import { describeRefusal, type FormProblems, noProblems, problemsOf } from '../form-problems.ts';
import { MeterPanel } from '../pages/teller-meter.tsx';
import { readingProblems, readValue, unreadable } from '../reading-problems.ts';
import { deskPage } from '../teller/desk-page.tsx';
import { actorOf, askerOf, atDesk, countLookup, type DeskVisit } from '../teller/desk-visit.ts';
import { type DeskRow, readRows } from '../teller/lines.ts';
import { goTo, statusOf, type Web } from '../visit.ts';

/** Readings of meters that customers bring to the counter. */
export function tellerMeterRoutes(app: FastifyInstance, web: Web): void {
  app.post(
    '/teller/reading',
    atDesk(web, (visit) => handIn(web, visit)),
  );
}

interface PanelState {
  readonly rows: readonly DeskRow[];
  /** Key of the line; of a line that is not there the first one with a meter. */
  readonly key: string;
  readonly problems?: FormProblems;
  readonly typed?: string;
  readonly asks?: boolean;
}

/** The panel of a line's meter; none where no line of the customer has one. */
export async function meterPanel(web: Web, visit: DeskVisit, state: PanelState): Promise<VNode | undefined> {
  const { rows, key, problems = noProblems, typed = '', asks = false } = state;
  const metered = rows.filter((row) => row.told?.meter);
  const row = metered.find((one) => one.key === key) ?? metered[0];
  if (!row) return undefined;
  const meter = await readMeter(web, visit, row);
  const [block = null] = await web.deps.meters.positions([{ providerId: row.line.providerId, meter }]);
  const others = metered.filter((other) => other !== row);
  return <MeterPanel {...{ row, others, meter, block, problems, typed, asks }} />;
}

/** The meter as its provider tells it now: its number is not kept with the line. */
async function readMeter(web: Web, visit: DeskVisit, { key }: DeskRow): Promise<MeterState | null> {
  const line = visit.desk.customer?.lines.find((one) => one.key === key);
  if (!line) return null;
  const { providerId, account, fields } = line;
  const target = { key, providerId, input: { account, fields }, unmasked: false };
  const [told] = await web.deps.debts.queryDebts(askerOf(visit.desk), [target]);
  return told?.kind === 'quoted' ? told.meter : null;
}

/** What the page says when the reading is on its way, or was not taken. */
export const readingWords = {
  taken: 'meter.done',
  unsent: 'teller.reading.later',
  stored: 'teller.reading.later',
  refused: 'teller.reading.refused',
} as const satisfies Readonly<Record<ReadingState, string>>;

async function handIn(web: Web, visit: DeskVisit) {
  const { language } = visit.frame;
  const key = visit.form.text('line');
  const line = visit.desk.customer?.lines.find((one) => one.key === key);
  const provider = line && (await web.deps.providers.findMany([line.providerId])).get(line.providerId);
  if (!line || !provider || visit.desk.customer?.paying) return goTo(visit, '/teller');
  const typed = visit.form.text('value').trim().slice(0, 20);
  const label = translate(language)('meter.reading');
  const again = async (problems: FormProblems, { asks, status }: { asks: boolean; status: number }) => {
    const rows = await readRows(web, visit);
    const panel = await meterPanel(web, visit, { rows, key, problems, typed, asks });
    return deskPage(web, visit, { rows, problems, status, ...(panel ? { panel } : {}) });
  };
  const value = readValue(typed);
  if (value === null) return again(unreadable(language, label), { asks: false, status: 422 });
  const counted = await countLookup(web, visit);
  if (!counted.ok) {
    const problems = problemsOf([], describeRefusal(language, counted.error));
    return again(problems, { asks: false, status: statusOf(counted.error) });
  }
  const handed = await web.deps.meters.handIn(askerOf(visit.desk), {
    ...{ provider, account: line.account, fields: line.fields, value },
    readOn: businessDateOf(visit.frame.now),
    isConfirmed: visit.form.has('confirmed'),
    handedInBy: `teller:${actorOf(visit.desk).tellerId}`,
  });
  if (!handed.ok) {
    const asks = handed.error.code === 'reading_implausible';
    return again(readingProblems(language, handed.error, label), { asks, status: statusOf(handed.error) });
  }
  await askAnew(web, visit, key);
  return goTo(visit, `/teller?read=${handed.value.state}`);
}

/** What the line showed was told before the reading. What was paid meanwhile stays paid. */
async function askAnew(web: Web, { desk }: DeskVisit, key: string): Promise<void> {
  await web.deps.desks.change(
    desk.deskId,
    (now) =>
      now && {
        ...now,
        lines: now.lines.map((line) =>
          line.key === key && line.answer.kind === 'told' ? { ...line, answer: { kind: 'asking' } as const } : line,
        ),
      },
  );
}
