import type { AdapterMetadata, AdapterSetting, ProviderTraits } from '../../src/kernel/adapter.ts';
import { namePattern as name } from '../kit/account-field-settings.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';

const texts = '^[^|]{1,200}(?:\\|[^|]{1,200})*$';

/** Names that were recalled, not read in a source. */
const nameSettings: readonly AdapterSetting[] = [
  optional({ name: 'amountName', pattern: name, fallback: 'Amount', description: 'Element of a payment’s amount' }),
  optional({
    name: 'transactionName',
    pattern: name,
    fallback: 'TransactionId',
    description: 'Element with our reference of a payment',
  }),
  optional({
    name: 'providerTransactionName',
    pattern: name,
    fallback: 'ServiceProvider_TrxId',
    description: 'Element with the provider’s number of a reservation',
  }),
  optional({ name: 'errorName', pattern: name, fallback: 'Error', description: 'Element of an answer that refuses' }),
];

const contractSettings: readonly AdapterSetting[] = [
  optional({ name: 'version', pattern: '^[0-9.]{1,10}$', fallback: '1', description: '`Version` of a request' }),
  optional({
    name: 'timeZone',
    pattern: '^[A-Za-z_]+(?:/[A-Za-z_]+)*$',
    fallback: 'Europe/Minsk',
    description: 'Time zone of `DateTime`',
  }),
  optional({
    name: 'accountNotFoundTexts',
    pattern: texts,
    description: 'Texts of a refusal that say there is no such account, word for word, by |',
  }),
  optional({
    name: 'refusalTexts',
    pattern: texts,
    description: 'Texts of a refusal that is final, word for word, by |',
  }),
  optional({ name: 'holderNameLine', description: 'What the InfoLine with the holder’s name begins with' }),
  optional({ name: 'addressLine', description: 'What the InfoLine with the address begins with' }),
  optional({
    name: 'repeats',
    pattern: '^(?:safe|unsafe)$',
    fallback: 'unsafe',
    description: 'Does the provider reserve and confirm one reference once, however often it comes?',
  }),
];

export const eripMetadata: AdapterMetadata = {
  protocol: 'erip-xml',
  title: 'iPay and ERIP: XML in windows-1251 over HTTP POST',
  capabilities: ['top-up'],
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: [
    {
      name: 'salt',
      secret: true,
      required: true,
      pattern: '^[!-~]{8,200}$',
      description: 'The salt by which requests and answers are signed',
    },
    ...nameSettings,
    ...contractSettings,
  ],
};

/** What one provider's settings leave of the protocol. */
export function eripTraits(read: SettingReader): ProviderTraits {
  return { ...eripMetadata, repeatsAreSafe: read('repeats') === 'safe' };
}
