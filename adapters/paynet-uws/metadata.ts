import type { AdapterMetadata, ProviderTraits } from '../../src/kernel/adapter.ts';
import { accountFieldSettings, namePattern, parametersSetting } from '../kit/account-field-settings.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';

export const paynetMetadata: AdapterMetadata = {
  protocol: 'paynet-uws',
  title: 'Paynet UWS: JSON-RPC 2.0',
  capabilities: ['status', 'cancel', 'statement', 'top-up', 'plans'],
  // A transaction that is there already is answered 201 and not credited again.
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: [
    {
      name: 'user',
      secret: false,
      required: true,
      pattern: '^[^:\\p{Cc}]{1,100}$',
      description: 'User of HTTP Basic',
    },
    { name: 'password', secret: true, required: true, description: 'Password of HTTP Basic' },
    {
      name: 'serviceId',
      secret: false,
      required: true,
      pattern: '^[1-9][0-9]{0,14}$',
      description: '`serviceId` of the provider’s service',
    },
    optional({
      name: 'accountField',
      pattern: namePattern,
      fallback: 'account',
      description: 'Name of the account in `fields` of a request',
    }),
    parametersSetting,
    optional({
      name: 'utcOffset',
      pattern: '^[+-](?:0[0-9]|1[0-4]):[0-5][0-9]$',
      fallback: '+05:00',
      description: 'Clock of all times, as a difference to UTC',
    }),
    optional({
      name: 'informationStatus',
      pattern: '^[0-9A-Za-z_-]{1,20}$',
      fallback: '0',
      description: '`status` of a GetInformation that found the account',
    }),
    optional({
      name: 'amountProof',
      pattern: '^(?:statement|none)$',
      fallback: 'statement',
      description:
        '`statement`: a transaction that CheckTransaction calls done counts only with our amount in GetStatement',
    }),
    optional({
      name: 'codes',
      pattern: '^[1-9][0-9]{0,3}=(?:rejected|unknown)(?:,[1-9][0-9]{0,3}=(?:rejected|unknown))*$',
      description:
        'What errors of a payment mean at this provider where it differs from the table, `501=rejected` by commas',
    }),
    optional({
      name: 'notFoundFinalAfterS',
      pattern: '^[0-9]{1,6}$',
      description: 'Seconds after which "not found" proves that a payment never arrived; never, when absent',
    }),
    optional({
      name: 'bookedWithinDays',
      pattern: '^[1-9][0-9]{0,2}$',
      fallback: '31',
      description: 'A `timestamp` later than this many days after acceptance, or over a day before it, is not believed',
    }),
    ...accountFieldSettings,
    optional({
      name: 'proofRefusedCode',
      pattern: '^[1-9][0-9]{0,3}$',
      description: 'Error of a GetInformation whose proof is wrong',
    }),
  ],
};

/** What one provider's settings leave of the protocol. */
export function paynetTraits(read: SettingReader): ProviderTraits {
  const finalAfterS = read('notFoundFinalAfterS');
  return {
    capabilities: [
      ...(['status', 'cancel', 'top-up'] as const),
      // Whoever says so has no GetStatement.
      ...(read('amountProof') === 'none' ? [] : (['statement'] as const)),
      ...(read('planField') ? (['plans'] as const) : []),
    ],
    repeatsAreSafe: paynetMetadata.repeatsAreSafe,
    notFoundIsFinalAfterMs: finalAfterS === undefined ? null : Number(finalAfterS) * 1_000,
  };
}
