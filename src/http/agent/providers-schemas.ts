import { Type } from 'typebox';
import { billRules, exactnesses, limitedChannels, providerStates, services } from '../../providers/model.ts';
import { CurrencyCode, localized, money, ProviderCode, Timestamp } from '../schemas/common.ts';
import { named, nullable, oneOf, strict } from '../schemas/shapes.ts';

const InputFieldAnswer = strict({
  name: Type.String({
    description: '`account` for the account itself; every other value goes into `fields` under this name.',
  }),
  label: localized,
  help: localized,
  pattern: Type.String({ description: 'Regular expression that the whole value matches.' }),
  minLength: Type.Integer({ description: 'Characters.' }),
  maxLength: Type.Integer({ description: 'Characters.' }),
  example: Type.String(),
  choices: nullable(
    Type.Array(strict({ value: Type.String(), label: localized }), {
      description: 'The only values that are taken: let the payer choose. Null: the payer types.',
    }),
  ),
  proof: Type.Boolean({ description: 'The value proves ownership: needed to link, not to ask or to pay.' }),
});

export const AmountRuleAnswer = strict(
  {
    exactness: oneOf(exactnesses, {
      description:
        '`exact`: what is owed and nothing else; `at-least`, `at-most`: that or more, that or less; `multiple`: whole ' +
        'multiples of `multipleOf`; `range`, `any`: whatever lies between minimum and maximum.',
    }),
    multipleOf: nullable(money),
    minimum: nullable(money),
    maximum: nullable(money),
    bills: oneOf(billRules, {
      description:
        'For how many open bills money is taken at once: `one`, `several`, `all`. `free`: for the account, bills are not chosen. ' +
        'They are chosen with POST /v1/quotes/{quoteId}/bills.',
    }),
    channels: Type.Array(
      strict({ channel: oneOf(limitedChannels), minimum: nullable(money), maximum: nullable(money) }),
      { description: 'Narrower limits of single channels; they hold beside the general ones.' },
    ),
  },
  { $id: 'AmountRule', description: 'Which amounts a provider takes.' },
);
export const amountRule = named(AmountRuleAnswer);

const WindowAnswer = strict({ from: Timestamp, until: Timestamp });

export const MaintenanceAnswer = strict(
  {
    now: nullable(WindowAnswer),
    next: nullable(WindowAnswer),
  },
  {
    $id: 'Maintenance',
    description:
      'Planned work of the provider: under way, and the next that is announced (at most seven days ahead). While it is ' +
      'under way the provider is neither asked nor paid: tell the payer before money changes hands.',
  },
);
export const maintenance = named(MaintenanceAnswer);

const figures = strict({
  asked: Type.Integer({ description: 'Questions that were put to the provider.' }),
  heldBack: Type.Integer({
    description: 'Questions that the hub did not put, because the provider had failed or was busy.',
  }),
  availability: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'Share that was answered.' })),
  p50Ms: nullable(Type.Integer({ description: 'Half of them took at most so many milliseconds.' })),
  p95Ms: nullable(Type.Integer({ description: 'Nineteen of twenty took at most so many milliseconds.' })),
});

const HealthAnswer = strict({
  code: ProviderCode,
  state: oneOf(providerStates),
  maintenance,
  lastHour: figures,
  lastDay: figures,
  lastWeek: figures,
  paymentsLastWeek: figures,
});

const next = nullable(Type.String({ description: '`after` of the next page; null on the last.' }));

export const ProvidersHealthAnswer = strict({
  measuredAt: Timestamp,
  providers: Type.Array(HealthAnswer, { description: 'By code.' }),
  next,
});

const ProviderAnswer = strict({
  code: ProviderCode,
  name: localized,
  service: oneOf(services),
  state: oneOf(providerStates, { description: 'Only active providers are asked and paid.' }),
  currency: CurrencyCode,
  fields: Type.Array(InputFieldAnswer, { description: 'What a payer types to name an account; draws the form.' }),
  accountMask: nullable(Type.String({ description: 'How an account is printed, `#` for one character of it.' })),
  accountPrefixes: Type.Array(Type.String(), {
    description: 'What people write before an account that is no part of it.',
  }),
  maintenance,
  rule: amountRule,
  answersWithinMs: Type.Integer({ description: 'After so many milliseconds without an answer a debt line says so.' }),
  duplicateWindowSeconds: Type.Integer({
    description:
      'The same amount to the same account within so many seconds must be confirmed with `confirmDuplicate`.',
  }),
});

/** Providers on one page; a market has fewer, a region many more. */
export const mostOnPage = 500;

export const ProvidersQuery = strict({
  service: Type.Optional(oneOf(services)),
  after: Type.Optional(ProviderCode),
  limit: Type.Optional(
    Type.String({
      pattern: '^([1-9][0-9]?|[1-4][0-9]{2}|500)$',
      description: 'At most so many, 1 to 500; 500 if not said.',
    }),
  ),
});

export const ProvidersAnswer = strict({
  providers: Type.Array(ProviderAnswer, { description: 'By code.' }),
  next,
});
