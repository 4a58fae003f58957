import type { InputField } from '../../kernel/adapter.ts';
import { minor } from '../../kernel/money.ts';
import { commonTerms, type ProviderSeed } from './provider-seed.ts';

/** What people write before a national number. */
const nationalPrefixes = ['+994', '994', '0'];

/**
 * A mobile number: prefix of two digits, then seven. Numbers move between operators, so every operator takes every
 * prefix, and only the operator's answer says whose the number is.
 */
const mobileNumber: InputField = {
  name: 'account',
  label: { az: 'Mobil nömrə', ru: 'Мобильный номер', en: 'Mobile number' },
  help: {
    az: 'Prefiks və 7 rəqəm, məsələn, 50 123 45 67',
    ru: 'Префикс и 7 цифр, например 50 123 45 67',
    en: 'Prefix and 7 digits, such as 50 123 45 67',
  },
  pattern: '^(10|50|51|55|60|70|77|99)[0-9]{7}$',
  minLength: 9,
  maxLength: 9,
  example: '501234567',
  proof: false,
};

const mobileTerms = {
  ...commonTerms,
  service: 'mobile',
  currency: 'AZN',
  language: 'az',
  protocol: 'native-rest',
  queryTimeoutMs: 3_000,
  fields: [mobileNumber],
  accountMask: '+994 ## ### ## ##',
  accountPrefixes: nationalPrefixes,
} satisfies Partial<ProviderSeed>;

/** The fixed network: area code and number, nine digits together. A whole bill or more†. */
export const aztelekom: ProviderSeed = {
  ...commonTerms,
  code: 'aztelekom',
  service: 'fixed',
  names: [{ validFrom: '2013-01-01', name: { az: 'Aztelekom', ru: 'Азтелеком', en: 'Aztelekom' } }],
  currency: 'AZN',
  language: 'az',
  protocol: 'native-rest',
  rule: { exactness: 'at-least', multipleOf: null, minAmount: minor(10n), maxAmount: minor(100_000n) },
  iban: 'AZ95VHDB00001038001944000148',
  accountMask: '(0##) ### ## ##',
  accountPrefixes: nationalPrefixes,
  accountShapes: ['18#######', '22#######', '24#######'],
  fields: [
    {
      name: 'account',
      label: { az: 'Telefon nömrəsi', ru: 'Номер телефона', en: 'Telephone number' },
      help: {
        az: 'Ərazi kodu və nömrə, məsələn, 022 255 33 44',
        ru: 'Код города и номер, например 022 255 33 44',
        en: 'Area code and number, such as 022 255 33 44',
      },
      // Area codes of two digits: Baku, Sumgait and the regions†.
      pattern: '^(12|18|2[0-6]|36)[0-9]{7}$',
      minLength: 9,
      maxLength: 9,
      example: '222553344',
      proof: false,
    },
  ],
};

/** Prepaid and postpaid lines; postpaid ones are invoiced on the 5th or the 25th, and whoever pays chooses among open invoices. */
export const azercell: ProviderSeed = {
  ...mobileTerms,
  code: 'azercell',
  names: [{ validFrom: '2013-01-01', name: { az: 'Azercell', ru: 'Azercell', en: 'Azercell' } }],
  rule: {
    ...{ exactness: 'range', multipleOf: null, minAmount: minor(100n), maxAmount: minor(50_000n), bills: 'several' },
    // A terminal has no change to give, so less is taken there†.
    channels: { kiosk: { minAmount: minor(100n), maxAmount: minor(20_000n) } },
  },
  iban: 'AZ91VHDC00001045001944000185',
  invoiceDays: [5, 25],
  accountShapes: ['50#######', '51#######', '10#######'],
};

export const bakcell: ProviderSeed = {
  ...mobileTerms,
  code: 'bakcell',
  names: [{ validFrom: '2013-01-01', name: { az: 'Bakcell', ru: 'Bakcell', en: 'Bakcell' } }],
  rule: { exactness: 'range', multipleOf: null, minAmount: minor(50n), maxAmount: minor(50_000n) },
  iban: 'AZ21VHDC00001052001944000222',
  accountShapes: ['55#######', '99#######'],
};

/** Top-ups in whole tens of qəpik†. */
export const nar: ProviderSeed = {
  ...mobileTerms,
  code: 'nar',
  names: [{ validFrom: '2013-01-01', name: { az: 'Nar', ru: 'Nar', en: 'Nar' } }],
  rule: { exactness: 'multiple', multipleOf: minor(10n), minAmount: minor(50n), maxAmount: minor(50_000n) },
  iban: 'AZ48VHDC00001059001944000259',
  accountShapes: ['70#######', '77#######'],
};
