import { minor, type Minor } from '../../kernel/money.ts';
import type { LineKind, PlanAllowances, PlanCharging, PlanPeriod, PlanTerms } from '../../plans/model.ts';

/** A plan of a mobile provider of the sample world. A dagger marks what the announcement does not state. */
export interface PlanSeed {
  readonly code: string;
  readonly name: string;
  readonly lineKinds: readonly LineKind[];
  readonly period: PlanPeriod;
  readonly offeredFrom: string;
  readonly offeredUntil: string | null;
  readonly terms: readonly PlanTerms[];
}

export interface ReplacementSeed {
  readonly withdrawn: string;
  readonly replacement: string;
}

/** Azercell said "from tomorrow" and no calendar date: these are the sample world's†. */
export const announcedOn = '2026-11-16';
export const changesOn = '2026-12-01';

/** When plans that were there before began†. */
const longAgo = '2020-01-01';

const bothKinds: readonly LineKind[] = ['prepaid', 'postpaid'];

const noAllowances: PlanAllowances = { internetMb: null, domesticMinutes: null, messengersMb: null };

/** Calls by the minute, internet by 51 KB; prices beyond the allowances where they were published. */
const steps: PlanCharging = {
  domesticMinute: null,
  regionMinute: null,
  internetMb: null,
  callStepS: 60,
  internetStepKb: 51,
  freeOnNetMinutes: null,
};

/** A withdrawn package; what it cost is not in the announcement. */
function withdrawn(code: string, name: string): PlanSeed {
  const terms: PlanTerms = { validFrom: longAgo, price: null, allowances: noAllowances, charging: steps };
  return {
    code,
    name,
    lineKinds: bothKinds,
    period: 'month',
    offeredFrom: longAgo,
    offeredUntil: announcedOn,
    terms: [terms],
  };
}

/** A package that takes the place of a withdrawn one. */
function successor(code: string, name: string, gives: { price: Minor | null; allowances: PlanAllowances }): PlanSeed {
  return {
    code,
    name,
    lineKinds: bothKinds,
    period: 'month',
    offeredFrom: announcedOn,
    offeredUntil: null,
    terms: [{ validFrom: announcedOn, ...gives, charging: steps }],
  };
}

/** A package with so many GB, minutes, and one GB of WhatsApp and Messenger beside them. */
function allowances(internetGb: number, domesticMinutes: number): PlanAllowances {
  return { internetMb: internetGb * 1024, domesticMinutes, messengersMb: 1024 };
}

/** A prepaid package whose prices beyond the allowance change on the day. */
function repriced(plan: Pick<PlanSeed, 'code' | 'name' | 'period'> & { readonly price: Minor | null }): PlanSeed {
  const { price, ...named } = plan;
  const from = (validFrom: string, domesticMinute: bigint, internetMb: bigint): PlanTerms => ({
    validFrom,
    price,
    allowances: noAllowances,
    charging: { ...steps, domesticMinute: minor(domesticMinute), internetMb: minor(internetMb) },
  });
  return {
    ...named,
    lineKinds: ['prepaid'],
    offeredFrom: longAgo,
    offeredUntil: null,
    terms: [from(longAgo, 6n, 10n), from(changesOn, 8n, 5n)],
  };
}

/** Prepaid in the regions: another price of a minute, and a longer free call within the network. */
const bolge: PlanSeed = {
  code: 'bolge',
  name: 'Bölgə',
  lineKinds: ['prepaid'],
  period: 'month',
  offeredFrom: longAgo,
  offeredUntil: null,
  terms: [
    {
      validFrom: longAgo,
      price: null,
      allowances: noAllowances,
      charging: { ...steps, regionMinute: minor(5n), freeOnNetMinutes: 15 },
    },
    {
      validFrom: changesOn,
      price: null,
      allowances: noAllowances,
      charging: { ...steps, regionMinute: minor(6n), freeOnNetMinutes: 20 },
    },
  ],
};

export const azercellPlans: readonly PlanSeed[] = [
  withdrawn('serbest-6', 'Sərbəst 6'),
  withdrawn('serbest-10', 'Sərbəst 10'),
  withdrawn('serbest-15', 'Sərbəst 15'),
  withdrawn('serbest-25', 'Sərbəst 25'),
  withdrawn('serbest-50', 'Sərbəst 50'),
  withdrawn('serbest-75', 'Sərbəst 75'),
  successor('supersen-1gb', 'SuperSən 1 GB', { price: minor(600n), allowances: allowances(1, 100) }),
  successor('supersen-3gb', 'SuperSən 3 GB', { price: minor(1_000n), allowances: allowances(3, 300) }),
  successor('supersen-6gb', 'SuperSən 6 GB', { price: minor(1_500n), allowances: allowances(6, 400) }),
  successor('supersen-20gb', 'SuperSən 20 GB', { price: minor(2_900n), allowances: allowances(20, 600) }),
  // Both are to be published before the change.
  successor('premium-50gb', 'Premium 50 GB', { price: null, allowances: noAllowances }),
  successor('premium-75gb', 'Premium 75 GB', { price: null, allowances: noAllowances }),
  repriced({ code: 'istesen-6', name: 'İstəSən 6', period: 'month', price: minor(600n) }),
  repriced({ code: 'istesen-9', name: 'İstəSən 9', period: 'month', price: minor(900n) }),
  repriced({ code: 'istesen-heftelik', name: 'İstəSən Həftəlik', period: 'week', price: null }),
  repriced({ code: 'gencol-6', name: 'GəncOl 6', period: 'month', price: minor(600n) }),
  repriced({ code: 'gencol-9', name: 'GəncOl 9', period: 'month', price: minor(900n) }),
  repriced({ code: 'gencol-heftelik', name: 'GəncOl Həftəlik', period: 'week', price: null }),
  bolge,
];

/** The change itself costs the subscriber nothing. */
export const azercellReplacements: readonly ReplacementSeed[] = [
  { withdrawn: 'serbest-6', replacement: 'supersen-1gb' },
  { withdrawn: 'serbest-10', replacement: 'supersen-3gb' },
  { withdrawn: 'serbest-15', replacement: 'supersen-6gb' },
  { withdrawn: 'serbest-25', replacement: 'supersen-20gb' },
  { withdrawn: 'serbest-50', replacement: 'premium-50gb' },
  { withdrawn: 'serbest-75', replacement: 'premium-75gb' },
];
