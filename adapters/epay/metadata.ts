import type { AdapterMetadata, AdapterSetting, ProviderTraits } from '../../src/kernel/adapter.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';

const codes = '^[0-9]{2,3}(?:,[0-9]{2,3})*$';

/** What was recalled of the protocol, not read in a source. */
const recalledSettings: readonly AdapterSetting[] = [
  optional({
    name: 'checksumHash',
    pattern: '^(?:sha1|sha256|md5)$',
    fallback: 'sha1',
    description: 'Hash of the HMAC in `CHECKSUM`',
  }),
  optional({
    name: 'amountAs',
    pattern: '^(?:number|text)$',
    fallback: 'number',
    description: 'Are amounts of an answer numbers or texts? The other one is not believed',
  }),
  optional({ name: 'successCodes', pattern: codes, fallback: '00', description: 'Values of `STATUS` for success' }),
  optional({
    name: 'noDebtCodes',
    pattern: codes,
    fallback: '62',
    description: 'Values of `STATUS` for a customer who owes nothing',
  }),
  optional({
    name: 'accountNotFoundCodes',
    pattern: codes,
    fallback: '14',
    description: 'Values of `STATUS` for a customer that nobody knows; a payment needs `refusalCodes` as well',
  }),
  optional({
    name: 'refusalCodes',
    pattern: codes,
    description: 'Values of `STATUS` that refuse for good',
  }),
  optional({
    name: 'bookedBeforeCodes',
    pattern: codes,
    description: 'Values of `STATUS` that confirm a repeat: this very `TID` is booked',
  }),
];

const contractSettings: readonly AdapterSetting[] = [
  optional({
    name: 'payType',
    pattern: '^(?:BILLING|PARTIAL|DEPOSIT)$',
    fallback: 'BILLING',
    description: '`TYPE` of a payment',
  }),
  optional({
    name: 'dateParameter',
    pattern: '^(?:sent|omitted)$',
    fallback: 'omitted',
    description: 'Does a payment name its `DATE` beside the `TID`?',
  }),
  optional({
    name: 'timeZone',
    pattern: '^[A-Za-z_]+(?:/[A-Za-z_]+)*$',
    fallback: 'Europe/Sofia',
    description: 'Time zone of the date in a `TID`',
  }),
  optional({ name: 'holderNameLine', description: 'What the line of LONGDESC with the holder’s name begins with' }),
  optional({ name: 'addressLine', description: 'What the line of LONGDESC with the address begins with' }),
  optional({
    name: 'repeats',
    pattern: '^(?:safe|unsafe)$',
    fallback: 'unsafe',
    description: 'Does the provider book a `TID` once, however often it comes?',
  }),
];

export const epayMetadata: AdapterMetadata = {
  protocol: 'epay-billing',
  title: 'ePay.bg billing: JSON over HTTP GET',
  capabilities: ['top-up'],
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: [
    {
      name: 'secret',
      secret: true,
      required: true,
      pattern: '^[!-~]{16,200}$',
      description: 'The secret word of `CHECKSUM`',
    },
    {
      name: 'merchantId',
      secret: false,
      required: true,
      pattern: '^[0-9]{1,8}$',
      description: '`MERCHANTID`, which the operator gives the provider',
    },
    ...recalledSettings,
    ...contractSettings,
  ],
};

/** What one provider's settings leave of the protocol. */
export function epayTraits(read: SettingReader): ProviderTraits {
  return { ...epayMetadata, repeatsAreSafe: read('repeats') === 'safe' };
}
