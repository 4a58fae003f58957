import type { CardCredit, CardStep, MeterReading } from '../../src/kernel/meter-contract.ts';
import type { Bench } from './bench.ts';
import { expectSame, rule, type Check } from './check.ts';
import type { Subject } from './subject.ts';
import { creditFor, meterAccount, readingAt } from './sample-meters.ts';

const has = (capability: 'meter-reading' | 'smart-card') => (subject: Subject) =>
  subject.adapter.metadata.capabilities.includes(capability);

/** What is asked of adapters that know meters. */
export const meterRules: readonly Check[] = [
  rule(
    'a debt tells its meter: the last reading, what was used, and the card',
    async ({ port }) => {
      const outcome = await port.debt({ account: meterAccount, fields: {} });
      return expectSame('meter', outcome.kind === 'answered' ? outcome.answer.meter : null, {
        ...{ serial: 'M-77', unit: 'm3', smartCard: 'C-77' },
        ...{ lastReading: { value: 1_200, readOn: '2026-10-31' }, usedInPeriod: 900 },
      });
    },
    has('meter-reading'),
  ),
  rule('a reading counts once, and one below the last is refused', readingRule, has('meter-reading')),
  rule('credit is issued once, loaded, and not taken back then', loadRule, has('smart-card')),
  rule('credit that was not loaded is issued anew, or taken back for good', voidRule, has('smart-card')),
  rule(
    'a refusal says whether the card is loaded, its credit taken back, or the card not known',
    reasonRule,
    has('smart-card'),
  ),
  rule(
    'credit is issued for a booked payment only',
    async ({ port, payment }) =>
      expectSame('without a payment', (await port.card?.('issue', creditFor(payment())))?.kind, 'refused'),
    has('smart-card'),
  ),
];

async function readingRule({ port }: Bench): Promise<readonly string[]> {
  const send = async (reading: MeterReading) => (await port.sendReading?.(reading))?.kind;
  const reading = readingAt(1_250);
  return [
    ...expectSame('first', await send(reading), 'taken'),
    ...expectSame('again', await send(reading), 'taken'),
    ...expectSame('below', await send({ ...readingAt(1_249), id: reading.id.replace('1', '2') }), 'refused'),
    ...expectSame('another meter', await send({ ...readingAt(1_300), serial: 'M-78' }), 'refused'),
  ];
}

async function paidCredit({ port, payment }: Bench): Promise<CardCredit> {
  const request = payment({ account: meterAccount });
  await port.pay(request);
  return creditFor(request);
}

async function loadRule(bench: Bench): Promise<readonly string[]> {
  const credit = await paidCredit(bench);
  const step = (name: 'issue' | 'load' | 'void') => bench.port.card?.(name, credit);
  const [first, again] = [await step('issue'), await step('issue')];
  return [
    ...expectSame('issue', first?.kind, 'issued'),
    ...expectSame('issue again', again, first),
    ...expectSame('load', (await step('load'))?.kind, 'loaded'),
    ...expectSame('load again', (await step('load'))?.kind, 'loaded'),
    ...expectSame('void', (await step('void'))?.kind, 'refused'),
    ...expectSame('issue after it', (await step('issue'))?.kind, 'loaded'),
  ];
}

async function voidRule(bench: Bench): Promise<readonly string[]> {
  const credit = await paidCredit(bench);
  const { port } = bench;
  const first = await port.card?.('issue', credit);
  const anew = await port.card?.('issue', { ...credit, attempt: 2 });
  const numberOf = (outcome: typeof first) => (outcome && 'credit' in outcome ? outcome.credit : null);
  return [
    ...expectSame('anew', anew?.kind, 'issued'),
    ...expectSame('the number is another', numberOf(anew) === numberOf(first), false),
    ...expectSame('the one before', (await port.card?.('load', credit))?.kind, 'unknown'),
    ...expectSame('void', (await port.card?.('void', { ...credit, attempt: 2 }))?.kind, 'voided'),
    ...expectSame('load', (await port.card?.('load', { ...credit, attempt: 2 }))?.kind, 'refused'),
  ];
}

/** The hub takes money back, or does not, by these reasons. */
async function reasonRule(bench: Bench): Promise<readonly string[]> {
  const [loaded, voided, unknown] = [await paidCredit(bench), await paidCredit(bench), await paidCredit(bench)];
  const step = async (name: CardStep, credit: CardCredit) => {
    const outcome = await bench.port.card?.(name, credit);
    return [outcome?.kind, outcome?.evidence.reason];
  };
  await step('issue', loaded);
  await step('load', loaded);
  await step('void', voided);
  const other = { ...unknown, card: 'C-78' };
  return [
    ...expectSame('loaded', await step('void', loaded), ['refused', 'too_late']),
    ...expectSame('taken back', await step('issue', voided), ['refused', 'cancelled']),
    ...expectSame('another card', await step('issue', other), ['refused', 'account_not_found']),
    ...expectSame('not even to take back', await step('void', other), ['refused', 'account_not_found']),
    ...expectSame('the right card then', await step('issue', { ...unknown, attempt: 2 }), ['issued', 'ok']),
  ];
}
