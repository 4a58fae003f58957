import { Type, type Static } from 'typebox';
import { amount, currency, date, instant, reference } from './wire-values.ts';

const strict = { additionalProperties: false } as const;

const common = {
  /** The provider's own name of what happened: the same in every repeat. */
  id: Type.String({ pattern: '^[0-9A-Za-z._:-]{1,64}$' }),
  happenedAt: instant,
};
const planCode = Type.String({ pattern: '^[0-9A-Za-z._-]{1,64}$' });

/** What became of a payment; `cancelled`: the provider took it back. */
const paymentNotificationSchema = Type.Object(
  {
    ...common,
    type: Type.Literal('payment'),
    reference,
    state: Type.Union([Type.Literal('confirmed'), Type.Literal('rejected'), Type.Literal('cancelled')]),
  },
  strict,
);

/** What an account owes is not what it was. */
const debtNotificationSchema = Type.Object(
  { ...common, type: Type.Literal('debt'), account: Type.String({ minLength: 1, maxLength: 200 }) },
  strict,
);

/** A plan is withdrawn, and its lines get another one. */
const replacementNotificationSchema = Type.Object(
  {
    ...common,
    type: Type.Literal('plan-replacement'),
    withdrawnPlan: planCode,
    replacementPlan: planCode,
    announcedOn: date,
    changesOn: date,
    charge: amount,
    currency,
  },
  strict,
);

/** The body of a call of the provider to the hub. */
export const notificationSchema = Type.Union([
  paymentNotificationSchema,
  debtNotificationSchema,
  replacementNotificationSchema,
]);

/** Longest body that is read, in bytes; the hub's door takes no more. */
export const maxNotificationBytes = 16_384;

export type NotificationBody = Static<typeof notificationSchema>;
