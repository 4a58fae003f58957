import { minor } from '../../kernel/money.ts';
import { commonTerms, digitsField, osmpVariant, type ProviderSeed, subscriberCode } from './provider-seed.ts';

/**
 * Gas of the whole country, connected in January 2013. Subscriber codes of nine digits†. The one utility of the sample world
 * that tells meters: it takes readings, and prepaid meters are loaded by a card (`sample-tariffs.ts` has its blocks).
 */
export const azerigas: ProviderSeed = {
  ...commonTerms,
  code: 'azerigas',
  service: 'gas',
  names: [{ validFrom: '2013-01-01', name: { az: 'Azəriqaz', ru: 'Азеригаз', en: 'Azerigas' } }],
  currency: 'AZN',
  language: 'az',
  protocol: 'native-rest',
  rule: { exactness: 'any', multipleOf: null, minAmount: minor(10n), maxAmount: minor(500_000n) },
  iban: 'AZ84VHDB00001010001944000000',
  accountMask: '### ### ###',
  accountShapes: ['10#######', '21#######', '34#######'],
  fields: [
    digitsField({
      name: 'account',
      digits: 9,
      label: subscriberCode,
      help: {
        az: '9 rəqəm, qaz qəbzinin yuxarısında yazılıb',
        ru: '9 цифр, указаны вверху квитанции за газ',
        en: '9 digits, at the top of the gas bill',
      },
      example: '104512367',
    }),
  ],
};

/** Water. Subscriber codes of eight digits that may begin with zeros†. */
export const azersu: ProviderSeed = {
  ...commonTerms,
  code: 'azersu',
  service: 'water',
  names: [{ validFrom: '2013-01-01', name: { az: 'Azərsu', ru: 'Азерсу', en: 'Azersu' } }],
  currency: 'AZN',
  language: 'az',
  protocol: 'osmp-xml',
  settings: osmpVariant,
  queryTimeoutMs: 3_000,
  rule: { exactness: 'any', multipleOf: null, minAmount: minor(10n), maxAmount: minor(500_000n) },
  iban: 'AZ14VHDB00001017001944000037',
  accountMask: '## ### ###',
  accountShapes: ['00######', '01######', '15######'],
  fields: [
    digitsField({
      name: 'account',
      digits: 8,
      label: subscriberCode,
      help: {
        az: '8 rəqəm, əvvəlindəki sıfırlarla birlikdə, su qəbzində yazılıb',
        ru: '8 цифр вместе с нулями в начале, указаны в квитанции за воду',
        en: '8 digits, leading zeros included, on the water bill',
      },
      example: '01234567',
    }),
  ],
};

/**
 * Power of Baku, renamed in 2015 (the day†). Its code is the younger name's, because a code never changes; links,
 * payments and reports of both names are one company's. Subscriber numbers of fifteen digits.
 */
export const azerishiq: ProviderSeed = {
  ...commonTerms,
  code: 'azerishiq',
  service: 'power',
  names: [
    {
      validFrom: '2013-01-01',
      name: { az: 'Bakıelektrikşəbəkə', ru: 'Бакыэлектрикшебеке', en: 'Bakielektrikshebeke' },
    },
    { validFrom: '2015-02-11', name: { az: 'Azərişıq', ru: 'Азеришыг', en: 'Azerishig' } },
  ],
  currency: 'AZN',
  language: 'az',
  protocol: 'osmp-xml',
  settings: osmpVariant,
  rule: { exactness: 'any', multipleOf: null, minAmount: minor(10n), maxAmount: minor(1_000_000n) },
  iban: 'AZ41VHDB00001024001944000074',
  accountMask: '### ### ### ### ###',
  accountShapes: ['0105###########', '0213###########'],
  fields: [
    digitsField({
      name: 'account',
      digits: 15,
      label: { az: 'Abonent nömrəsi', ru: 'Номер абонента', en: 'Subscriber number' },
      help: {
        az: '15 rəqəm, işıq qəbzində və ya sayğacın kartında yazılıb',
        ru: '15 цифр, указаны в квитанции за свет или на карте счётчика',
        en: '15 digits, on the power bill or on the card of the meter',
      },
      example: '010512345678901',
    }),
  ],
};

/** Power of the regions. Subscriber codes of twelve digits†; takes no advance, so at most what is owed†. */
export const azerenerji: ProviderSeed = {
  ...commonTerms,
  code: 'azerenerji',
  service: 'power',
  names: [{ validFrom: '2013-01-01', name: { az: 'Azərenerji', ru: 'Азерэнержи', en: 'Azerenerji' } }],
  currency: 'AZN',
  language: 'az',
  protocol: 'osmp-xml',
  settings: osmpVariant,
  rule: { exactness: 'at-most', multipleOf: null, minAmount: minor(10n), maxAmount: minor(1_000_000n) },
  iban: 'AZ68VHDB00001031001944000111',
  settlementMode: 'gross',
  accountMask: '#### #### ####',
  accountShapes: ['44##########', '57##########'],
  fields: [
    digitsField({
      name: 'account',
      digits: 12,
      label: subscriberCode,
      help: {
        az: '12 rəqəm, işıq qəbzində yazılıb',
        ru: '12 цифр, указаны в квитанции за свет',
        en: '12 digits, on the power bill',
      },
      example: '441234567890',
    }),
  ],
};
