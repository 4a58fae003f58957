import { Type } from 'typebox';
import { assuranceLevels } from '../../citizens/model.ts';
import { Id, LanguageCode, ProviderCode } from '../schemas/common.ts';
import { named, nullable, oneOf, strict, namedTexts } from '../schemas/shapes.ts';

/** Most accounts that one registration may link at once. */
const mostAccountsAtOnce = 20;

const cardSeries = Type.String({ maxLength: 20, description: 'Series of the identity card, such as AZE or AA.' });
const cardNumber = Type.String({ maxLength: 40, description: 'Number of the identity card, digits.' });
const fin = Type.String({ maxLength: 40, description: 'FIN: seven characters, unchanged when the card is renewed.' });
const uniqueCode = Type.String({
  maxLength: 40,
  description: 'Unique code: twelve digits, spaces and dashes allowed.',
});

export const AccountWords = {
  provider: ProviderCode,
  account: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'The account as the payer has it; printed separators are allowed.',
  }),
  fields: Type.Optional(
    namedTexts({
      mostNames: 10,
      longest: 200,
      description: 'Further values that the provider asks for, by the name of the field.',
    }),
  ),
};

export const AccountToLink = strict({
  ...AccountWords,
  label: Type.Optional(Type.String({ maxLength: 60, description: 'The citizen’s own name for the account.' })),
});

export const RegistrationBody = strict(
  {
    cardSeries,
    cardNumber,
    fin,
    fullName: Type.String({ maxLength: 500, description: 'As on the card.' }),
    phone: Type.Optional(Type.String({ maxLength: 50 })),
    email: Type.Optional(Type.String({ maxLength: 320 })),
    language: LanguageCode,
    consent: Type.Boolean({ description: 'The person agreed to the processing of the data; must be true.' }),
    renewPassword: Type.Optional(
      Type.Boolean({ description: 'Asks for a new initial password where a known registration would keep its own.' }),
    ),
    accounts: Type.Optional(
      Type.Array(AccountToLink, { maxItems: mostAccountsAtOnce, description: 'Accounts to link at once.' }),
    ),
  },
  {
    examples: [
      {
        cardSeries: 'AA',
        cardNumber: '1234567',
        fin: '5ABCD1F',
        fullName: 'Leyla Məmmədova',
        phone: '+994501234567',
        language: 'az',
        consent: true,
        accounts: [{ provider: 'azersu', account: '1234567' }],
      },
    ],
  },
);

export const RenewalBody = strict({ cardSeries, cardNumber, fin });

/** One way to name a citizen: by the code, or by the card. */
export const CitizenWords = {
  uniqueCode: Type.Optional(uniqueCode),
  cardSeries: Type.Optional(cardSeries),
  cardNumber: Type.Optional(cardNumber),
};

export const LookupBody = strict(CitizenWords);

export const LinkAnswer = strict(
  {
    linkId: Id,
    provider: ProviderCode,
    account: Type.String({ description: 'As the provider writes it.' }),
    label: nullable(Type.String()),
    proof: oneOf(['none', 'proven'], {
      description: '`proven`: a number from a paper bill showed that the citizen holds the account.',
    }),
  },
  { $id: 'Link', description: 'An account that is linked to a citizen.' },
);
export const namedLink = named(LinkAnswer);

const assurance = oneOf(assuranceLevels, {
  description:
    'How sure the hub is of the person: `declared` by themselves, card `seen` at a counter, `checked` against a register.',
});

export const ProfileAnswer = strict({
  citizenId: Id,
  uniqueCode: Type.String({ description: 'Twelve digits.' }),
  fullName: Type.String(),
  assurance,
  language: LanguageCode,
  cardMasked: nullable(Type.String()),
  finMasked: Type.String(),
  phoneMasked: nullable(Type.String()),
  emailMasked: nullable(Type.String()),
  accounts: Type.Array(namedLink),
});

export const SheetAnswer = strict({
  citizenId: Id,
  uniqueCode: Type.String({ description: 'Twelve digits.' }),
  assurance,
  printsPassword: Type.Boolean({
    description:
      'The sheet carries a new initial password. It stands on the sheet and nowhere else: print it for the person at once, ' +
      'do not store it. False: the password stays what it was.',
  }),
  sheet: strict(
    {
      mediaType: oneOf(['application/pdf']),
      fileName: Type.String(),
      base64: Type.String({ description: 'The registration sheet in the citizen’s language, base64 (RFC 4648).' }),
    },
    { description: 'With a password on it, it cannot be made again.' },
  ),
});

export const RegistrationAnswer = strict({
  outcome: oneOf(['registered', 'taken-over', 'updated'], {
    description:
      '`taken-over`: a registration that nobody had seen a card for now belongs to this person; `updated`: a known person.',
  }),
  ...SheetAnswer.properties,
  accounts: Type.Array(namedLink, { description: 'Every account that is linked now, as the sheet prints them.' }),
  notLinked: Type.Array(
    strict({
      index: Type.Integer({ description: 'Position in `accounts` of the request.' }),
      code: Type.String({ description: 'Why, as in docs/errors.md.' }),
      title: Type.String({ description: 'Why, in the language of Accept-Language.' }),
      errors: Type.Array(strict({ field: Type.String(), rule: Type.String(), detail: Type.String() })),
    }),
    { description: 'Accounts of the request that were not linked; the registration stands without them.' },
  ),
});
