import type { Bench } from './bench.ts';
import { expectSame, rule, type Check } from './check.ts';
import type { Subject } from './subject.ts';

const inTwoSteps = ({ steps }: Subject): boolean => steps === 2;

/** Where a payment is reserved first and confirmed then: what lies between the steps. */
export const confirmRules: readonly Check[] = [
  rule('a reservation alone books nothing', reservedOnly, inTwoSteps),
  rule('a reservation without an answer is unknown, then confirmed, booked once', reservedUnheard, inTwoSteps),
  rule('a refused confirmation decides nothing', confirmationRefused, inTwoSteps),
];

async function reservedOnly({ port, provider, payment, nameOf }: Bench): Promise<readonly string[]> {
  provider.faults.set([{ fault: 'reset', operations: ['confirm'] }]);
  const request = payment();
  const first = await port.pay(request);
  const booked = provider.books.payments().length;
  provider.faults.clear();
  const repeat = await port.pay({ ...request, repeat: true });
  return [
    ...expectSame('first', first.kind, 'unknown'),
    ...expectSame('booked by the reservation', booked, 0),
    ...expectSame('repeat', repeat.kind, 'confirmed'),
    ...expectSame('credits', provider.books.findPayment(nameOf(request))?.credits, 1),
  ];
}

/** With the confirmation unheard it is as with any payment: `rules-pay.ts` strikes the step that books. */
async function reservedUnheard({ connect, port, provider, payment, nameOf }: Bench): Promise<readonly string[]> {
  const complaints = [];
  for (const fault of ['hang', 'apply-then-hang']) {
    provider.faults.set([{ fault, operations: ['pay'], timesEach: 1 }]);
    const request = payment();
    const first = await connect({ timeoutMs: 500 }).pay(request);
    const repeat = await port.pay({ ...request, repeat: true });
    complaints.push(
      ...expectSame(`first, ${fault}`, first.kind, 'unknown'),
      ...expectSame(`repeat, ${fault}`, repeat.kind, 'confirmed'),
      ...expectSame(`credits, ${fault}`, provider.books.findPayment(nameOf(request))?.credits, 1),
    );
  }
  return complaints;
}

async function confirmationRefused({ port, provider, payment }: Bench): Promise<readonly string[]> {
  provider.faults.set([{ fault: 'confirm-is-refused' }]);
  const outcome = await port.pay(payment());
  return [
    ...expectSame('outcome', outcome.kind, 'unknown'),
    ...expectSame('booked', provider.books.payments().length, 0),
  ];
}
