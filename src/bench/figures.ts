/** The figures of a run by key, as the flat line of `--json` and the table name them. */
export type Figures = Readonly<Record<string, number>>;

export const groups = ['engine', 'http', 'confirm', 'growth', 'debts'] as const;
export type Group = (typeof groups)[number];

/** One promise: a figure, what it is, and the bound it must keep. */
interface Promised {
  readonly key: string;
  readonly group: Group;
  readonly what: string;
  readonly bound: { readonly least: number } | { readonly most: number };
}

/** What the hub promises of itself, in the order of the table. Every ratio is made within one run on one server. */
export const promises: readonly Promised[] = [
  ...ofGroup('engine', [
    ['engineOverPgbench', 'engine payments/s ÷ pgbench TPC-B tps', { least: 6 }],
    ['engineOverReference', 'engine ÷ reference lane', { least: 20 }],
    ['referenceOverPgbench', 'reference lane ÷ pgbench tps', { least: 0.2 }],
  ]),
  ...ofGroup('http', [
    ['httpOverEmptyRoute', 'POST /v1/payments ÷ an empty route with the same checks', { least: 0.75 }],
    ['httpOverPgbench', 'HTTP payments/s ÷ pgbench tps', { least: 2 }],
    ['bulkOverPgbench', 'bulk route, items/s ÷ pgbench tps', { least: 5 }],
    ['httpP99Ms', 'p99 of a payment at half of the highest rate', { most: 50 }],
  ]),
  ...ofGroup('confirm', [
    ['confirmRate', 'accepted and confirmed at the provider, payments/s', { least: 2000 }],
    ['confirmP99Ms', 'p99 from accepted to confirmed', { most: 250 }],
  ]),
  ...ofGroup('growth', [
    ['costGrowth', 'cost of a payment with many stored ÷ with few', { most: 1.15 }],
    ['closeGrowth', 'close of a large day ÷ of a small one, for each payment', { most: 1.2 }],
    ['verifySecondsPerMillion', 'the full verifier, seconds for a million payments', { most: 60 }],
  ]),
  ...ofGroup('debts', [
    ['debtRegistryOverCopy', 'lines/s of a debt registry ÷ plain COPY of the same file', { least: 0.25 }],
    ['debtRegistryPeakMb', 'most memory of the process that takes it, MB', { most: 300 }],
    ['debtOverheadP50Ms', 'a debt query over its provider’s own time at 100/s, p50', { most: 3 }],
    ['debtOverheadP99Ms', 'the same, p99', { most: 25 }],
    ['debtFanoutMs', 'ten accounts at ten providers over the slowest of them', { most: 10 }],
    ['hangingProviderGrowth', 'the others’ p99 while one provider hangs ÷ while none does', { most: 1.1 }],
  ]),
];

function ofGroup(
  group: Group,
  rows: readonly (readonly [key: string, what: string, bound: Promised['bound']])[],
): Promised[] {
  return rows.map(([key, what, bound]) => ({ key, group, what, bound }));
}

/** Promises that a run has measured and not kept. */
export function missed(figures: Figures): readonly Promised[] {
  return promises.filter(({ key, bound }) => {
    const value = figures[key];
    return value !== undefined && !('least' in bound ? value >= bound.least : value <= bound.most);
  });
}

/** The table for people: the promises of the groups that ran, then every other figure. */
export function describeFigures(figures: Figures, ran: readonly Group[]): string {
  const unkept = new Set(missed(figures).map(({ key }) => key));
  const promised = promises
    .filter(({ group }) => ran.includes(group))
    .map(({ key, what, bound }) => {
      const value = figures[key];
      const verdict = value === undefined ? 'not measured' : unkept.has(key) ? 'NOT REACHED' : 'reached';
      const limit = 'least' in bound ? `≥ ${bound.least}` : `≤ ${bound.most}`;
      return [key, value === undefined ? '–' : showNumber(value), limit, verdict, what] as const;
    });
  const known = new Set(promises.map(({ key }) => key));
  const others = Object.entries(figures)
    .filter(([key]) => !known.has(key))
    .map(([key, value]) => [key, showNumber(value), '', '', ''] as const);
  return [...promised, ...others]
    .map(([key, value, limit, verdict, what]) =>
      `${key.padEnd(34)}${value.padStart(12)}  ${limit.padEnd(8)}${verdict.padEnd(14)}${what}`.trimEnd(),
    )
    .join('\n');
}

/** One flat JSON object on one line; figures are rounded, so that they claim no more than was measured. */
export function jsonLine(figures: Figures, more: Readonly<Record<string, string | boolean>>): string {
  const rounded = Object.entries(figures).map(([key, value]) => [key, roundFigure(value)] as const);
  return JSON.stringify({ ...Object.fromEntries(rounded), ...more });
}

/** Four significant digits, and no fraction from a thousand on. */
function roundFigure(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

function showNumber(value: number): string {
  return roundFigure(value).toLocaleString('en-US', { maximumFractionDigits: 4 });
}
