import { minor } from '../../kernel/money.ts';
import { commonTerms, digitsField, osmpVariant, type ProviderSeed } from './provider-seed.ts';

/**
 * Power in Bulgaria, in euros: an account is the customer number, and an authorization code that stands on a paper bill
 * proves who holds it. Lengths†. A bill is paid as it is.
 */
export const cez: ProviderSeed = {
  ...commonTerms,
  code: 'cez',
  service: 'power',
  names: [{ validFrom: '2013-01-01', name: { az: 'ÇEZ', ru: 'ЧЕЗ', en: 'CEZ' } }],
  currency: 'EUR',
  language: 'en',
  protocol: 'native-rest',
  rule: { exactness: 'exact', multipleOf: null, minAmount: null, maxAmount: minor(1_000_000n) },
  iban: 'BG75VHBG91001012345678',
  accountMask: '#### #### ####',
  accountShapes: ['3000########', '3100########'],
  fields: [
    digitsField({
      name: 'account',
      digits: 12,
      label: { az: 'Müştəri nömrəsi', ru: 'Клиентский номер', en: 'Customer number' },
      help: {
        az: '12 rəqəm, hesab-fakturanın birinci səhifəsində yazılıb',
        ru: '12 цифр, указаны на первой странице счёта',
        en: '12 digits, on the first page of the bill',
      },
      example: '300012345678',
    }),
    digitsField({
      name: 'authorizationCode',
      digits: 8,
      label: { az: 'Təsdiq kodu', ru: 'Код авторизации', en: 'Authorization code' },
      help: {
        az: '8 rəqəm, yalnız kağız hesab-fakturada yazılıb',
        ru: '8 цифр, указаны только в бумажном счёте',
        en: '8 digits, on the paper bill only',
      },
      example: '40718263',
      proof: true,
    }),
  ],
};

/**
 * Fixed line and internet in Omsk, in roubles. The personal account (twelve digits†) or the home telephone number with
 * its area code (ten digits) is enough. No IBAN exists in Russia.
 */
export const rostelecom: ProviderSeed = {
  ...commonTerms,
  code: 'rostelecom',
  service: 'fixed',
  names: [{ validFrom: '2013-01-01', name: { az: 'Rostelekom', ru: 'Ростелеком', en: 'Rostelecom' } }],
  currency: 'RUB',
  language: 'ru',
  protocol: 'osmp-xml',
  settings: { ...osmpVariant, timeZone: 'Asia/Omsk' },
  rule: { exactness: 'any', multipleOf: null, minAmount: minor(1_000n), maxAmount: minor(1_500_000n) },
  iban: null,
  settlementMode: 'gross',
  accountMask: null,
  accountPrefixes: ['+7', '7', '8'],
  accountShapes: ['3812######', '5520########'],
  fields: [
    {
      name: 'account',
      label: {
        az: 'Şəxsi hesab və ya ev telefonu',
        ru: 'Лицевой счёт или домашний телефон',
        en: 'Personal account or home telephone',
      },
      help: {
        az: '12 rəqəmli şəxsi hesab və ya ərazi kodu ilə 10 rəqəmli telefon nömrəsi',
        ru: 'Лицевой счёт из 12 цифр или номер телефона с кодом города, 10 цифр',
        en: 'Personal account of 12 digits, or telephone number with area code, 10 digits',
      },
      pattern: '^(?:[0-9]{12}|[0-9]{10})$',
      minLength: 10,
      maxLength: 12,
      example: '3812345678',
      proof: false,
    },
  ],
};
