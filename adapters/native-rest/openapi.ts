import { Type, type TSchema } from 'typebox';
import { creditAnswerSchema, creditRequestSchema, readingAnswerSchema, readingRequestSchema } from './wire-meters.ts';
import { notificationSchema } from './wire-notifications.ts';
import * as wire from './wire.ts';

const schemas = {
  AccountQuestion: wire.accountRequestSchema,
  Account: wire.accountAnswerSchema,
  Debt: wire.debtAnswerSchema,
  QuestionRefused: wire.queryRefusalSchema,
  PaymentRequest: wire.paymentRequestSchema,
  Payment: wire.paymentSchema,
  PaymentRefused: wire.paymentRefusalSchema,
  CancellationRequest: wire.cancellationRequestSchema,
  StatementPage: wire.statementPageSchema,
  Reading: readingRequestSchema,
  ReadingTaken: readingAnswerSchema,
  CreditStep: creditRequestSchema,
  Credit: creditAnswerSchema,
  Notification: notificationSchema,
  NotificationTaken: Type.Object({ id: Type.String() }, { additionalProperties: false }),
} satisfies Readonly<Record<string, TSchema>>;

type SchemaName = keyof typeof schemas;

interface Described {
  readonly id: string;
  readonly summary: string;
  readonly takes?: SchemaName;
  readonly answers: Readonly<Record<string, readonly [description: string, schema: SchemaName | null]>>;
}

const refusedQuestion = {
  '404': ['No such account.', 'QuestionRefused'],
  '422': ['Refused, with a listed code.', 'QuestionRefused'],
} as const;

const reference = {
  ...{ name: 'reference', in: 'path', required: true, description: 'The hub’s reference of the payment.' },
  schema: wire.paymentSchema.properties.reference,
};
const instant = wire.paymentRequestSchema.properties.acceptedAt;
const range = ['from', 'to'].map((name) => ({ ...{ name, in: 'query', required: true }, schema: instant }));
const cursor = { name: 'cursor', in: 'query', required: false, schema: Type.String({ maxLength: 200 }) };

/**
 * The protocol as an OpenAPI document: what a provider answers, and the call that it may make. Made from the schemas that the
 * adapter checks every answer by, so that it cannot say anything else.
 */
function nativeRestDocument(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vahid REST: what a provider implements',
      version: '1',
      description: 'The rules beside the forms are in README.md of this folder. Every request has the bearer key.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'https://billing.example/vahid/v1' }],
    security: [{ key: [] }],
    paths: paths(),
    webhooks: { notification: { post: notification() } },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } }, schemas },
  };
}

/** The document as text with a line end. */
export async function describeNativeRest(): Promise<string> {
  return `${JSON.stringify(nativeRestDocument(), null, 2)}\n`;
}

function paths(): object {
  return {
    '/validate': {
      post: operation({
        ...{ id: 'validate', summary: 'Whether an account exists, and whose it is', takes: 'AccountQuestion' },
        answers: { '200': ['The account.', 'Account'], ...refusedQuestion },
      }),
    },
    '/debt': {
      post: operation({
        ...{ id: 'debt', summary: 'What an account owes', takes: 'AccountQuestion' },
        answers: { '200': ['What it owes.', 'Debt'], ...refusedQuestion },
      }),
    },
    ...paymentPaths(),
    '/statement': {
      parameters: [...range, cursor],
      get: operation({
        ...{ id: 'statement', summary: 'What was booked in a half-open range of instants' },
        answers: { '200': ['A page, at most 1,000 lines.', 'StatementPage'] },
      }),
    },
    '/meter-readings': {
      post: operation({
        ...{ id: 'reading', summary: 'A reading; an id counts once', takes: 'Reading' },
        answers: { '200': ['Taken.', 'ReadingTaken'], ...refusedQuestion },
      }),
    },
  };
}

function paymentPaths(): object {
  const unknown = { '404': ['Not booked.', 'PaymentRefused'] } as const;
  return {
    '/payments/{reference}': {
      parameters: [reference],
      put: operation({
        ...{ id: 'pay', summary: 'Book a payment, once', takes: 'PaymentRequest' },
        answers: {
          '200': ['Booked; the same again for a repeat.', 'Payment'],
          '202': ['Kept; `pending`.', 'Payment'],
          '409': ['Booked with other terms.', 'PaymentRefused'],
          '422': ['Refused, and not booked.', 'PaymentRefused'],
        },
      }),
      get: operation({
        ...{ id: 'status', summary: 'What became of a payment' },
        answers: { '200': ['The payment.', 'Payment'], ...unknown },
      }),
    },
    '/payments/{reference}/cancellation': {
      parameters: [reference],
      put: operation({
        ...{ id: 'cancel', summary: 'Take a payment back', takes: 'CancellationRequest' },
        answers: { '200': ['Cancelled.', 'Payment'], ...unknown, '409': ['Refused.', 'PaymentRefused'] },
      }),
    },
    '/payments/{reference}/card-credit': {
      parameters: [reference],
      put: operation({
        ...{ id: 'card', summary: 'One step of the card of a prepaid meter', takes: 'CreditStep' },
        answers: { '200': ['The credit as it stands.', 'Credit'], ...unknown, '409': ['Refused.', 'PaymentRefused'] },
      }),
    },
  };
}

/** The one call in the other direction; its signature is in README.md. */
function notification(): object {
  const signed = ['Content-Digest', 'Signature-Input', 'Signature'].map((name) => ({
    ...{ name, in: 'header', required: true, schema: Type.String({ maxLength: 1_000 }) },
  }));
  const described = operation({
    ...{ id: 'notify', summary: 'Tell the hub what happened; it asks then', takes: 'Notification' },
    answers: {
      '202': ['Taken, whatever follows from it.', 'NotificationTaken'],
      '401': ['Not signed as it came, or not now.', null],
      '429': ['Later, after `Retry-After`.', null],
    },
  });
  return { ...described, parameters: signed, security: [] };
}

function operation({ id, summary, takes, answers }: Described): object {
  const responses = Object.entries(answers).map(([status, [description, schema]]) => [
    status,
    { description, ...(schema === null ? {} : contentOf(schema)) },
  ]);
  return {
    operationId: id,
    summary,
    ...(takes === undefined ? {} : { requestBody: { required: true, ...contentOf(takes) } }),
    responses: Object.fromEntries(responses) as object,
  };
}

function contentOf(schema: SchemaName): object {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } };
}
