import { createHash } from 'node:crypto';
import { Type, type Static } from 'typebox';

/** `confirm` is the second step of a payment where a protocol has two. */
export type Operation =
  'validate' | 'debt' | 'pay' | 'confirm' | 'status' | 'cancel' | 'statement' | 'reading' | 'card';

/** What goes wrong with an exchange at the wire, whatever the protocol. Every protocol adds its own defects by name. */
export const wireFaults = [
  // before anything is booked
  'slow',
  'down',
  'reset',
  'hang',
  // after the request took effect
  'apply-then-hang',
  'apply-then-reset',
  'apply-then-500',
  'apply-then-502',
  'apply-then-504',
  // the answer arrives in a state
  'truncate',
  'garbage',
  'html',
  'empty-body',
  'no-content',
  'early-hints-then-reset',
  'reset-after-headers',
  'drip',
  'huge',
  'gzip-bomb',
  'redirect',
  'cp1251',
] as const;

export type WireFault = (typeof wireFaults)[number];

export const faultRuleSchema = Type.Object(
  {
    /** A wire fault or a defect of the protocol by name. */
    fault: Type.String({ minLength: 1, maxLength: 60 }),
    /** Only these operations meet it; all when absent. */
    operations: Type.Optional(
      Type.Array(
        Type.Union([
          Type.Literal('validate'),
          Type.Literal('debt'),
          Type.Literal('pay'),
          Type.Literal('confirm'),
          Type.Literal('status'),
          Type.Literal('cancel'),
          Type.Literal('statement'),
          Type.Literal('reading'),
          Type.Literal('card'),
        ]),
      ),
    ),
    /** Milliseconds: the delay of `slow`, the gap between bytes of `drip`. */
    ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    /** Share of references (or accounts, where there is no reference) that meet it: always the same ones. */
    percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** How many requests of one reference or account meet it before it heals; unbounded when absent. */
    timesEach: Type.Optional(Type.Integer({ minimum: 1 })),
    /** How many requests meet it in all before it heals; unbounded when absent. */
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Where `redirect` points. */
    target: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);

export type FaultRule = Readonly<Static<typeof faultRuleSchema>>;

/** Which rules a request meets. Chance has no part in it: the same requests meet the same faults in every run. */
export interface FaultScript {
  /** Replaces the rules; the counts begin anew. */
  set(rules: readonly FaultRule[]): void;
  clear(): void;
  rules(): readonly FaultRule[];
  /** The rules that strike this request, which is counted as having met them. */
  strike(operation: Operation, subject: string): readonly FaultRule[];
}

/** Names outside `known` are refused when they are set: a misspelt fault would make a test pass for nothing. */
export function createFaultScript(providerCode: string, known: ReadonlySet<string>): FaultScript {
  let rules: readonly FaultRule[] = [];
  let met = new Map<string, number>();
  const count = (key: string): number => met.get(key) ?? 0;
  const set = (next: readonly FaultRule[]): void => {
    const unknown = next.find((rule) => !known.has(rule.fault));
    if (unknown) throw new RangeError(`no fault is called ${unknown.fault}`);
    rules = next;
    met = new Map();
  };
  return {
    set,
    clear: () => {
      set([]);
    },
    rules: () => rules,
    strike: (operation, subject) =>
      rules.filter((rule, index) => {
        if (rule.operations && !rule.operations.includes(operation)) return false;
        if (rule.percent !== undefined && shareOf(providerCode, rule.fault, subject) >= rule.percent) return false;
        const [all, each] = [`${index}`, `${index}:${operation}:${subject}`];
        if (count(all) >= (rule.times ?? Infinity) || count(each) >= (rule.timesEach ?? Infinity)) return false;
        met.set(all, count(all) + 1);
        met.set(each, count(each) + 1);
        return true;
      }),
  };
}

/** Where a subject falls among a hundred equal shares; independent for each provider and fault. */
function shareOf(providerCode: string, fault: string, subject: string): number {
  const digest = createHash('sha256').update(`${providerCode}:${fault}:${subject}`).digest();
  return digest.readUInt32BE(0) % 100;
}
