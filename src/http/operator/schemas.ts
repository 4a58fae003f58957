import { type TProperties, Type } from 'typebox';
import { billRules, exactnesses, limitedChannels, providerStates, services } from '../../providers/model.ts';
import { proposalStates } from '../../providers/proposal-model.ts';
import { CurrencyCode, DateOnly, Id, LanguageCode, ProviderCode, Timestamp } from '../schemas/common.ts';
import { named, nullable, oneOf, strict } from '../schemas/shapes.ts';

/** Texts by name, where a null takes one away. */
function settingTexts(most: number, description: string) {
  return Type.Unsafe<Record<string, string | null>>({
    type: 'object',
    patternProperties: { '^[A-Za-z][A-Za-z0-9]{0,39}$': { type: ['string', 'null'], maxLength: 2_000 } },
    additionalProperties: false,
    maxProperties: most,
    description,
  });
}

const words = (longest: number) =>
  strict({
    az: Type.String({ minLength: 1, maxLength: longest }),
    ru: Type.String({ minLength: 1, maxLength: longest }),
    en: Type.String({ minLength: 1, maxLength: longest }),
  });

const amount = (description: string) => nullable(Type.String({ maxLength: 16, description }));

const ChannelLimits = strict({
  minimum: Type.Optional(amount('Decimal string.')),
  maximum: Type.Optional(amount('Decimal string.')),
});

const RuleEntry = strict({
  exactness: Type.Optional(oneOf(exactnesses)),
  multipleOf: Type.Optional(amount('Decimal string; with `multiple` only.')),
  minimum: Type.Optional(amount('Decimal string in the currency of the provider.')),
  maximum: Type.Optional(amount('Decimal string in the currency of the provider.')),
  bills: Type.Optional(oneOf(billRules, { description: 'For how many open bills money is taken at once.' })),
  channels: Type.Optional(
    strict(Object.fromEntries(limitedChannels.map((channel) => [channel, Type.Optional(ChannelLimits)])), {
      description: 'Narrower limits of single channels.',
    }),
  ),
});

const FieldEntry = strict({
  name: Type.String({ maxLength: 32, description: '`account` for the account itself.' }),
  label: words(100),
  help: words(300),
  pattern: Type.String({ maxLength: 200, description: 'Regular expression anchored with ^ and $.' }),
  minLength: Type.Integer(),
  maxLength: Type.Integer(),
  example: Type.String({ maxLength: 100 }),
  choices: Type.Optional(
    Type.Array(strict({ value: Type.String({ maxLength: 100 }), label: words(100) }), {
      maxItems: 100,
      description: 'The only values that are taken.',
    }),
  ),
  proof: Type.Optional(Type.Boolean({ description: 'The value proves ownership of the account.' })),
});

const NameEntry = strict({ validFrom: DateOnly, name: words(100) });

/** Everything but code, settings and credentials. */
const terms = {
  service: oneOf(services),
  names: Type.Array(NameEntry, { maxItems: 50, description: 'Names by the day they begin; those of the past stay.' }),
  currency: CurrencyCode,
  protocol: Type.String({ maxLength: 32, description: 'As GET /v1/operator/protocols lists it.' }),
  endpoint: Type.String({ maxLength: 500, description: 'Base address, without a slash at the end.' }),
  queryTimeoutMs: Type.Integer({ description: 'How long a question may take, milliseconds.' }),
  payTimeoutMs: Type.Integer({ description: 'How long a payment may take, milliseconds.' }),
  maxConcurrency: Type.Integer({ description: 'Calls at once, in one process and for one purpose.' }),
  state: oneOf(providerStates),
  language: LanguageCode,
  rule: RuleEntry,
  fields: Type.Array(FieldEntry, { maxItems: 10 }),
  accountMask: nullable(Type.String({ maxLength: 100, description: '`#` for one character of the account.' })),
  accountPrefixes: Type.Array(Type.String({ maxLength: 10 }), { maxItems: 10 }),
  invoiceDays: Type.Array(Type.Integer(), { maxItems: 28 }),
  settlementMode: oneOf(['net', 'gross']),
  iban: nullable(Type.String({ maxLength: 34 })),
  duplicateWindowS: Type.Integer({ description: 'Seconds.' }),
};

function optional<P extends TProperties>(properties: P) {
  return Type.Partial(strict(properties), { additionalProperties: false }).properties;
}

const ProviderEntry = strict({
  code: ProviderCode,
  ...optional(terms),
  settings: Type.Optional(settingTexts(100, 'Settings of the protocol, by name; null takes one away.')),
  secrets: Type.Optional(settingTexts(20, 'Credentials, by name: kept sealed, never shown. Null takes one away.')),
});

export const ProposalBody = strict({
  reason: Type.String({ minLength: 1, maxLength: 500, description: 'Why; the next person reads it.' }),
  provider: ProviderEntry,
});

const shownSettings = Type.Unsafe<Record<string, string>>({
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'Settings of the protocol, by name.',
});

export const ProviderEntryAnswer = strict(
  { code: ProviderCode, ...terms, settings: shownSettings },
  { $id: 'ProviderEntry', description: 'A provider as data, without credentials.' },
);
const entry = named(ProviderEntryAnswer);

export const OwnProviderAnswer = strict({
  id: Id,
  version: Type.Integer({ description: 'Grows with every change.' }),
  createdAt: Timestamp,
  secretNames: Type.Array(Type.String(), { description: 'Credentials that are there; what they are is never shown.' }),
  provider: entry,
});

export const OwnProvidersAnswer = strict({
  providers: Type.Array(strict({ id: Id, version: Type.Integer(), provider: entry }), { description: 'By code.' }),
  next: nullable(Type.String({ description: '`after` of the next page; null on the last.' })),
});

export const ProposalAnswer = strict(
  {
    id: Id,
    code: ProviderCode,
    baseVersion: Type.Integer({ description: 'The version the change was made for; 0: the provider is new.' }),
    changes: Type.Array(Type.String(), { description: 'Names of the parts that change, `secrets` among them.' }),
    reason: Type.String(),
    state: oneOf(proposalStates),
    proposedBy: Type.String({ description: 'Login.' }),
    proposedAt: Timestamp,
    decidedBy: nullable(Type.String({ description: 'Login.' })),
    decidedAt: nullable(Timestamp),
    provider: entry,
  },
  { $id: 'ProviderProposal', description: 'A change of a provider, and what became of it.' },
);
export const proposal = named(ProposalAnswer);

export const ProposalsAnswer = strict({
  proposals: Type.Array(proposal, { description: 'The newest first.' }),
  next: nullable(Type.String({ description: '`before` of the next page; null on the last.' })),
});

export const limit = Type.Optional(
  Type.String({ pattern: '^([1-9][0-9]?|100)$', description: 'At most so many, 1 to 100; 50 if not said.' }),
);

export const OwnProvidersQuery = strict({
  service: Type.Optional(oneOf(services)),
  state: Type.Optional(oneOf(providerStates)),
  after: Type.Optional(ProviderCode),
  limit,
});

export const ProposalsQuery = strict({
  state: Type.Optional(oneOf(proposalStates)),
  provider: Type.Optional(ProviderCode),
  before: Type.Optional(Id),
  limit,
});

export const ProviderParams = strict({ provider: ProviderCode });
export const ProposalParams = strict({ proposalId: Id });

export const ProtocolsAnswer = strict({
  protocols: Type.Array(
    strict({
      protocol: Type.String(),
      title: Type.String(),
      capabilities: Type.Array(Type.String(), { description: 'The most a provider of it can do.' }),
      repeatsAreSafe: Type.Boolean({ description: 'A payment sent twice is credited once.' }),
      notFoundIsFinalAfterMs: nullable(Type.Integer({ description: 'Null: "not found" never proves anything.' })),
      settings: Type.Array(
        strict({
          name: Type.String(),
          secret: Type.Boolean({ description: 'Belongs into `secrets`.' }),
          required: Type.Boolean(),
          description: Type.String(),
          pattern: nullable(Type.String()),
          fallback: nullable(Type.String({ description: 'What holds when it is left out.' })),
        }),
      ),
    }),
  ),
});
