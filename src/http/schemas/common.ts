import { type Static, Type } from 'typebox';
import { currencies, formatAmount, type Money, parseAmount } from '../../kernel/money.ts';
import { type FieldProblem, fieldRefusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { languages } from '../../platform/messages/language.ts';
import { missingKeyword, refusalKeyword } from '../validation.ts';
import { named, oneOf, strict } from './shapes.ts';

export const CurrencyCode = Type.Unsafe<(typeof currencies)[number]>({
  type: 'string',
  enum: [...currencies],
  description: 'ISO 4217 code.',
  [refusalKeyword]: 'currency_not_supported',
});

/** An amount that somebody pays. */
export const MoneySchema = strict(
  {
    amount: Type.String({
      pattern: '^(0|[1-9][0-9]{0,12})(\\.[0-9]{1,2})?$',
      maxLength: 16,
      description:
        'Decimal string in the currency itself, above zero: at most two decimals, no sign, exponent or grouping.',
      [refusalKeyword]: 'invalid_amount',
    }),
    currency: CurrencyCode,
  },
  {
    $id: 'Money',
    description: 'An amount in a currency.',
    examples: [{ amount: '10.45', currency: 'AZN' }],
    [refusalKeyword]: 'invalid_amount',
  },
);

/** What an account owes or an agent holds: it may be nothing, or below nothing. */
export const BalanceSchema = strict(
  {
    amount: Type.String({
      pattern: '^-?(0|[1-9][0-9]*)\\.[0-9]{2}$',
      description: 'Decimal string in the currency itself; with a minus sign when below zero.',
    }),
    currency: CurrencyCode,
  },
  {
    $id: 'Balance',
    description: 'An amount that may be zero or negative.',
    examples: [{ amount: '-6.85', currency: 'AZN' }],
  },
);

export const money = named(MoneySchema);
export const balance = named(BalanceSchema);

export function showMoney(amount: bigint, currency: Money['currency']): Static<typeof MoneySchema> {
  return { amount: formatAmount(amount, currency), currency };
}

/** Reads an amount that the schema has let pass; zero and amounts beyond the books are refused here. Refuses: invalid_amount. */
export function readMoney(given: Static<typeof MoneySchema>, field: string): Result<Money, Refusal> {
  const amount = parseAmount(given.amount, given.currency);
  if (!amount.ok) return err(fieldRefusal('invalid_amount', amountProblem(`${field}/amount`)));
  return ok({ amount: amount.value, currency: given.currency });
}

function amountProblem(field: string): FieldProblem {
  return { field, rule: 'range', detail: 'above zero, at most 10000000000.00' };
}

export const Timestamp = Type.String({ format: 'date-time', description: 'Instant in UTC, ISO 8601.' });
export const DateOnly = Type.String({ format: 'date', description: 'Date in Baku, YYYY-MM-DD.' });
export const Id = Type.String({ format: 'uuid', description: 'Identifier of the hub.' });
export const ProviderCode = Type.String({
  pattern: '^[a-z][a-z0-9-]{1,31}$',
  description: 'Code of a provider, as GET /v1/providers lists it.',
});
export const ReceiptNumber = Type.String({
  pattern: '^[0-9]{16}$',
  description: 'Number of a receipt: 16 digits, the last a check digit.',
});
export const LanguageCode = oneOf(languages, { description: 'Azerbaijani, Russian or English.' });

export const LocalizedText = strict(
  { az: Type.String(), ru: Type.String(), en: Type.String() },
  { $id: 'LocalizedText', description: 'One text in the three languages of the hub.' },
);
export const localized = named(LocalizedText);

export const ProblemSchema = strict(
  {
    type: Type.String({ description: 'urn:vahid:error:<code>.' }),
    title: Type.String({ description: 'What happened, in the language of Accept-Language (az, ru, en).' }),
    status: Type.Integer({ description: 'HTTP status.' }),
    code: Type.String({ description: 'Stable code; docs/errors.md says what to do about each.' }),
    requestId: Type.String({ description: 'Quote it to the operator of the hub.' }),
    errors: Type.Array(
      strict({
        field: Type.String({ description: 'JSON pointer into the body, or the name of a parameter or header.' }),
        rule: Type.String({ description: 'Which rule is broken.' }),
        detail: Type.String({ description: 'What would be right, in English.' }),
      }),
      { description: 'Every field that is wrong, at most 20.' },
    ),
    details: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Values that help to act on it: a limit, an expiry.',
      }),
    ),
  },
  {
    $id: 'Problem',
    description: 'An error (RFC 9457).',
    examples: [
      {
        type: 'urn:vahid:error:unknown_field',
        title: 'The request has an unknown field',
        status: 400,
        code: 'unknown_field',
        requestId: '3d6f0a52-8c1e-4b57-9d2a-5e7c1f0b9a44',
        errors: [{ field: '/lines/0/sum', rule: 'unknown_field', detail: 'no such field' }],
      },
    ],
  },
);

export const TellerHeaders = Type.Object({
  'Vahid-Teller': Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$',
    description:
      'Code of the teller or device of the agent at which this happens. A device with a token of its own may leave it out.',
  }),
});

export const IdempotencyKey = Type.String({
  pattern: '^[\\x21-\\x7e]{1,255}$',
  description:
    'The agent’s own key of the basket, stored before the request leaves: 1 to 255 visible ASCII characters.',
  [refusalKeyword]: 'idempotency_key_invalid',
  [missingKeyword]: 'idempotency_key_required',
});

export const PaymentHeaders = Type.Object({ ...TellerHeaders.properties, 'Idempotency-Key': IdempotencyKey });

/** Query and path of a route that has none. */
export const Nothing = strict({});
