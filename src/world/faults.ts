/** Something that goes wrong at a simulated provider; `adapters/kit/fault-script.ts` acts on it. */
export interface SampleFault {
  readonly fault: string;
  readonly operations?: ('validate' | 'debt' | 'pay' | 'status' | 'cancel' | 'statement')[];
  /** Milliseconds, for what is slow. */
  readonly ms?: number;
  /** Share of accounts or payments that meet it: always the same ones. */
  readonly percent?: number;
  /** How many requests of one of them meet it before it heals. */
  readonly timesEach?: number;
}

export type SampleFaults = Readonly<Record<string, readonly SampleFault[]>>;

/**
 * The companies of the sample world are as companies are: Aztelekom is slow, Nar is sometimes down, and at four others an
 * answer gets lost now and then after the payment was booked, or before.
 */
export function sampleFaults(slowMs: number): SampleFaults {
  return {
    aztelekom: [{ fault: 'slow', operations: ['debt'], ms: slowMs }],
    nar: [{ fault: 'down', operations: ['debt'], percent: 12, timesEach: 1 }],
    azersu: [{ fault: 'apply-then-502', operations: ['pay'], percent: 7, timesEach: 1 }],
    bakcell: [{ fault: 'apply-then-reset', operations: ['pay'], percent: 9, timesEach: 1 }],
    azerigas: [{ fault: 'down', operations: ['pay'], percent: 5, timesEach: 1 }],
    azercell: [{ fault: 'answers-pending', operations: ['pay'], percent: 6, timesEach: 1 }],
  };
}

/** Slow enough to be noticed, well within the time a provider has. */
export const noticeablySlowMs = 1_600;

/** The companies whose answer to a payment may get lost: whether such a payment arrived is not known for a while. */
export function companiesThatLoseAnswers(): ReadonlySet<string> {
  const faulty = Object.entries(sampleFaults(0)).filter(([, faults]) =>
    faults.some((fault) => fault.operations === undefined || fault.operations.includes('pay')),
  );
  return new Set(faulty.map(([code]) => code));
}
