import { type Static, Type } from 'typebox';
import { type Refund, refundStates } from '../../refunds/model.ts';
import { Id, Timestamp } from './common.ts';
import { named, nullable, oneOf, strict } from './shapes.ts';

export const RefundReason = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'For the record; no personal data.',
});

export const RefundAnswer = strict(
  {
    refundId: Id,
    paymentId: Id,
    state: oneOf(refundStates, {
      description:
        '`requested`: a second person has to decide; `approved`: the provider is being asked to cancel; `done`: the money is ' +
        'back, hand the cash out; `refused`: by the second person; `declined`: the provider refused to cancel.',
    }),
    reason: Type.String(),
    requestedBy: Type.String({ description: '`teller:` with an id, or the login of an operator.' }),
    requestedAt: Timestamp,
    decidedBy: nullable(Type.String({ description: 'Login of the operator.' })),
    decidedAt: nullable(Timestamp),
    answer: nullable(Type.String({ description: 'Why it was refused.' })),
  },
  { $id: 'Refund', description: 'A wish to give a confirmed payment back, and what became of it.' },
);
export const refund = named(RefundAnswer);

const operatorPrefix = 'operator:';

export function operatorIdsOf(refunds: readonly Refund[]): string[] {
  const people = refunds.flatMap(({ requestedBy, decidedBy }) => [requestedBy, decidedBy ?? '']);
  return people.filter((one) => one.startsWith(operatorPrefix)).map((one) => one.slice(operatorPrefix.length));
}

export function showRefund(found: Refund, logins: ReadonlyMap<string, string>): Static<typeof RefundAnswer> {
  const nameOf = (person: string) =>
    person.startsWith(operatorPrefix) ? (logins.get(person.slice(operatorPrefix.length)) ?? person) : person;
  return {
    ...{ refundId: found.id, paymentId: found.paymentId, state: found.state, reason: found.reason },
    requestedBy: nameOf(found.requestedBy),
    requestedAt: found.requestedAt.toISOString(),
    decidedBy: found.decidedBy === null ? null : nameOf(found.decidedBy),
    decidedAt: found.decidedAt?.toISOString() ?? null,
    answer: found.answer,
  };
}
