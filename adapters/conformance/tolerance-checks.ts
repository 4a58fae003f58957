import type { Check } from './check.ts';
import { expectSame } from './check.ts';
import type { Subject, Tolerance } from './subject.ts';

/** Oddities seen at real providers that must not cost a payment. */
export function toleranceChecks(subjects: readonly Subject[]): readonly Check[] {
  return subjects.flatMap((subject) => subject.tolerances.map((tolerance) => checkOf(tolerance, subject)));
}

function checkOf(tolerance: Tolerance, only: Subject): Check {
  return {
    id: 'rule',
    title: `tolerated: ${tolerance.title}`,
    kind: 'rule',
    applies: (subject) => subject === only,
    run: async ({ connect, provider, payment, nameOf, subject }) => {
      provider.faults.set([{ fault: tolerance.fault }]);
      const request = payment();
      const outcome = await connect({ settings: { ...subject.settings, ...tolerance.settings } }).pay(request);
      const transaction = provider.books.findPayment(nameOf(request))?.transaction;
      return [
        ...expectSame('outcome', outcome.kind, 'confirmed'),
        ...expectSame(
          'number',
          outcome.kind === 'confirmed' ? outcome.providerTransaction : undefined,
          tolerance.tellsTransaction ? transaction : null,
        ),
      ];
    },
  };
}
