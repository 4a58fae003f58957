/** How long and how much: everything that `--quick` makes smaller. */
export interface Plan {
  readonly name: 'full' | 'quick' | 'tiny';
  /** pgbench and the engine take turns so many times; the median counts. */
  readonly rounds: number;
  readonly pgbenchSeconds: number;
  /** Log files of 16 MiB that the server has before anything begins: as many as are written between two checkpoints. */
  readonly logSegments: number;
  /** `-s` of pgbench: 100,000 accounts each. */
  readonly pgbenchScale: number;
  /** Before a measurement begins. */
  readonly warmUpSeconds: number;
  readonly engineSeconds: number;
  readonly httpSeconds: number;
  readonly confirmSeconds: number;
  /** Payments offered in a second while confirmations are measured. */
  readonly confirmOffered: number;
  /** With less room than this over the offered rate single requests would starve the worker: the load comes in batches then. */
  readonly roomForSingles: number;
  readonly growthSeconds: number;
  readonly fewStored: number;
  readonly manyStored: number;
  readonly smallDay: number;
  readonly largeDay: number;
  /** Lines of the debt registry that is taken and, beside it, copied. */
  readonly registryLines: number;
}

/** As the issue of the payment engine demands it. */
const full: Plan = {
  name: 'full',
  rounds: 3,
  pgbenchSeconds: 20,
  logSegments: 480,
  pgbenchScale: 50,
  warmUpSeconds: 3,
  engineSeconds: 10,
  httpSeconds: 20,
  confirmSeconds: 600,
  confirmOffered: 2_100,
  roomForSingles: 1.5,
  growthSeconds: 180,
  fewStored: 10_000,
  manyStored: 10_000_000,
  smallDay: 10_000,
  largeDay: 1_000_000,
  registryLines: 1_000_000,
};

/** Minutes instead of an hour: for whoever changes something. Its figures say less. */
const quick: Plan = {
  ...full,
  name: 'quick',
  rounds: 1,
  pgbenchSeconds: 6,
  logSegments: 120,
  warmUpSeconds: 1,
  engineSeconds: 4,
  httpSeconds: 5,
  confirmSeconds: 20,
  growthSeconds: 10,
  manyStored: 200_000,
  smallDay: 2_000,
  largeDay: 50_000,
  registryLines: 200_000,
};

/** Seconds: shows that everything runs, measures nothing. */
const tiny: Plan = {
  ...quick,
  name: 'tiny',
  pgbenchSeconds: 3,
  logSegments: 4,
  pgbenchScale: 1,
  warmUpSeconds: 0.2,
  engineSeconds: 2,
  httpSeconds: 2,
  confirmSeconds: 2,
  confirmOffered: 4,
  roomForSingles: 0,
  growthSeconds: 6,
  fewStored: 100,
  manyStored: 500,
  smallDay: 100,
  largeDay: 500,
  registryLines: 2_000,
};

export const plans = { full, quick, tiny } as const;

/** For the head of the output: what this run does less of. */
export function describePlan(plan: Plan): string {
  const { rounds, pgbenchSeconds, engineSeconds, httpSeconds, confirmSeconds, growthSeconds } = plan;
  const head =
    plan.name === 'full' ? 'full run' : `${plan.name} run, shorter and smaller than what the promises are about`;
  return (
    `${head}: ${rounds} round${rounds === 1 ? '' : 's'}, pgbench ${pgbenchSeconds} s, engine ${engineSeconds} s for each ` +
    `number in flight, HTTP ${httpSeconds} s for each kind, confirm ${confirmSeconds} s, growth ${growthSeconds} s for each ` +
    `size (${plan.fewStored} and ${plan.manyStored} stored, days of ${plan.smallDay} and ${plan.largeDay})`
  );
}
