import type { PayRequest, ProviderPort } from '../../src/kernel/adapter.ts';
import type { Operation } from '../kit/fault-script.ts';
import { known, type Bench } from './bench.ts';
import { expectSame, expectTrue, type Check } from './check.ts';
import { creditFor, meterAccount, readingAt } from './sample-meters.ts';
import { tells, type Defect, type Subject } from './subject.ts';
import { wireDefects } from './wire-defects.ts';

/** Bound on a defect that answers at once: hostile input must not cost time. */
const answerWithinMs = 6_000;
/** Time-out where the defect is silence. */
const silenceMs = 400;

/** One check for each defect and operation; the same title for adapters that share the defect. */
export function defectChecks(subjects: readonly Subject[]): readonly Check[] {
  const own = subjects.flatMap((subject) => subject.defects.flatMap((defect) => checksOf(defect, subject)));
  return [...wireDefects.flatMap((defect) => checksOf(defect)), ...own];
}

function checksOf(defect: Defect, only?: Subject): Check[] {
  return defect.operations.map((operation) => ({
    id: defect.id,
    title: `${defect.title} [${operation}]`,
    kind: 'defect',
    applies: (subject) => (only === undefined || subject === only) && offers(subject, operation),
    run: (bench) => tryDefect(bench, defect, operation),
  }));
}

function offers(subject: Subject, operation: Operation): boolean {
  const { adapter, steps } = subject;
  if (operation === 'confirm') return steps === 2;
  if (operation === 'validate' || operation === 'debt') return tells('accounts')(subject);
  if (operation === 'reading') return adapter.metadata.capabilities.includes('meter-reading');
  if (operation === 'card') return adapter.metadata.capabilities.includes('smart-card');
  const optional = operation === 'cancel' || operation === 'statement' || operation === 'status';
  return !optional || adapter.metadata.capabilities.includes(operation);
}

async function tryDefect(bench: Bench, defect: Defect, operation: Operation): Promise<readonly string[]> {
  const { provider, bait, connect } = bench;
  const request = await prepare(bench, operation);
  const hitsBefore = bait.hits();
  const target = defect.baits ? { target: bait.url } : {};
  // The second step alone: otherwise the first one would never come through.
  const operations = operation === 'confirm' ? { operations: [operation] } : {};
  provider.faults.set([{ ...defect.rule, ...target, ...operations }]);
  const port = defect.waits ? connect({ timeoutMs: silenceMs }) : bench.port;
  const started = performance.now();
  const kind = await attempt(port, operation, request);
  const tookMs = performance.now() - started;
  return [
    ...expectSame(operation, kind, expectedOf(operation)),
    ...expectTrue('something fetched what the answer pointed to', bait.hits() === hitsBefore),
    ...expectTrue(`it took ${Math.round(tookMs)} ms`, tookMs < answerWithinMs),
  ];
}

/** Status and cancellation need a payment that is there; it is made before anything is wrong. */
async function prepare({ port, payment }: Bench, operation: Operation): Promise<PayRequest> {
  const request = payment(operation === 'card' ? { account: meterAccount } : {});
  if (operation === 'card') {
    await port.pay(request);
    return request;
  }
  if (operation !== 'status' && operation !== 'cancel') return request;
  const paid = await port.pay(request);
  return { ...request, providerTransaction: paid.kind === 'confirmed' ? paid.providerTransaction : null };
}

async function attempt(port: ProviderPort, operation: Operation, request: PayRequest): Promise<string | undefined> {
  switch (operation) {
    case 'validate':
      return (await port.validate(known)).kind;
    case 'debt':
      return (await port.debt(known)).kind;
    case 'pay':
    case 'confirm':
      return (await port.pay(request)).kind;
    case 'status':
      return (await port.status(request)).kind;
    case 'cancel':
      return (await port.cancel?.(request))?.kind;
    case 'reading':
      return (await port.sendReading?.(readingAt(1_250)))?.kind;
    case 'card':
      return (await port.card?.('issue', creditFor(request)))?.kind;
    case 'statement':
      return (await port.statement?.(new Date(0), new Date('2027-01-01T00:00:00Z')))?.kind;
  }
}

function expectedOf(operation: Operation): string {
  return operation === 'validate' || operation === 'debt' || operation === 'statement' ? 'unavailable' : 'unknown';
}
