import { assert } from '../../kernel/assert.ts';
import { add, zero, type Minor } from '../../kernel/money.ts';
import { checkHead, openTally, type ReportHead, type ReportLine } from './settlement-report.ts';

/** Lines a person may still want to read; beyond them the PDF sums them, and the CSV has every line. */
const mostLines = 1_000;

export interface Sums {
  readonly amount: Minor;
  readonly fee: Minor;
  readonly vat: Minor;
}

/** Sums of the lines that have something in common, the agent or the hour. */
export interface GroupSums extends Sums {
  /** Name of the agent, or the beginning of the hour as ISO 8601 in UTC. */
  readonly key: string;
  /** Without cancellations, whose amounts are in the sums. */
  readonly payments: number;
}

/** What the PDF shows of the lines: each of them, or their sums. */
export type ReportBody =
  | { readonly kind: 'lines'; readonly lines: readonly ReportLine[] }
  | {
      readonly kind: 'sums';
      readonly lineCount: number;
      /** In the order in which the agents first appear. */
      readonly agents: readonly GroupSums[];
      /** By time of confirmation. */
      readonly hours: readonly GroupSums[];
    };

/** Takes the lines as they pass, in memory that agents and hours bound, not lines. */
export function gatherBody(): { add(line: ReportLine): void; finish(): ReportBody } {
  const lines: ReportLine[] = [];
  const agents = new Map<string, GroupSums>();
  const hours = new Map<string, GroupSums>();
  let lineCount = 0;
  return {
    add(line) {
      lineCount += 1;
      if (lineCount <= mostLines) lines.push(line);
      addTo(agents, line.agentName, line);
      addTo(hours, hourOf(line.confirmedAt), line);
    },
    finish() {
      if (lineCount <= mostLines) return { kind: 'lines', lines };
      const byHour = [...hours.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
      return { kind: 'sums', lineCount, agents: [...agents.values()], hours: byHour };
    },
  };
}

/** Stops where what is shown does not add up to the totals. */
export function checkBody(head: ReportHead, body: ReportBody): void {
  if (body.kind === 'lines') {
    const tally = openTally(head);
    for (const line of body.lines) tally.add(line);
    tally.check();
    return;
  }
  checkHead(head);
  for (const groups of [body.agents, body.hours]) {
    const payments = groups.reduce((sum, group) => sum + group.payments, 0);
    const sum = (part: keyof Sums) => add(...groups.map((group) => group[part]));
    const { totals } = head;
    assert(payments === totals.count, 'the sums count the payments');
    assert(sum('amount') === totals.gross - totals.cancelled, 'the sums are of all amounts');
    assert(sum('fee') === totals.fee && sum('vat') === totals.vat, 'the sums are of all fees');
  }
}

function addTo(groups: Map<string, GroupSums>, key: string, line: ReportLine): void {
  const sums = groups.get(key) ?? { key, payments: 0, amount: zero, fee: zero, vat: zero };
  groups.set(key, {
    key,
    payments: sums.payments + (line.kind === 'payment' ? 1 : 0),
    amount: add(sums.amount, line.amount),
    fee: add(sums.fee, line.fee),
    vat: add(sums.vat, line.vat),
  });
}

/** Baku is whole hours from UTC, so its hours begin with those of UTC. */
function hourOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 13)}:00:00.000Z`;
}
