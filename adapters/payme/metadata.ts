import type { AdapterMetadata, ProviderTraits } from '../../src/kernel/adapter.ts';
import { accountFieldSettings, namePattern, parametersSetting } from '../kit/account-field-settings.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';

const code = '-31[0-9]{3}';

export const paymeMetadata: AdapterMetadata = {
  protocol: 'payme',
  title: 'Payme Merchant API: JSON-RPC 2.0',
  capabilities: ['status', 'cancel', 'statement', 'top-up', 'plans'],
  // Create and Perform answer a repeat of the same id as they answered it first.
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: [
    {
      name: 'key',
      secret: true,
      required: true,
      pattern: '^[^\\p{Cc}]{8,200}$',
      description: 'Key of the provider’s cash desk: the password of HTTP Basic, whose user is `Paycom`',
    },
    optional({
      name: 'accountField',
      pattern: namePattern,
      fallback: 'account',
      description: 'Name of the account number in the object `account`',
    }),
    parametersSetting,
    optional({
      name: 'checkAmount',
      pattern: '^[1-9][0-9]{0,9}$',
      fallback: '100',
      description: 'The fictitious `amount` of a CheckPerformTransaction, in minor units',
    }),
    optional({
      name: 'cancelReason',
      pattern: '^(?:[1-5]|10)$',
      fallback: '5',
      description: '`reason` of a cancellation; 5 is a refund',
    }),
    optional({
      name: 'statementProof',
      pattern: '^(?:required|none)$',
      fallback: 'required',
      description: '`required`: a performed transaction counts only with our amount and account in GetStatement',
    }),
    optional({
      name: 'envelope',
      pattern: '^(?:whole|bare)$',
      fallback: 'whole',
      description: '`bare` takes answers without `jsonrpc` and `id`; an id that is not ours is never taken',
    }),
    optional({
      name: 'notFoundCode',
      pattern: `^${code}$`,
      fallback: '-31003',
      description: 'Error for a transaction that is not there',
    }),
    optional({
      name: 'refusedCodes',
      pattern: `^${code}(?:,${code})*$`,
      description: 'Errors from −31050 to −31099, by commas, whose account exists but takes no payments',
    }),
    optional({
      name: 'bookedWithinDays',
      pattern: '^[1-9][0-9]{0,2}$',
      fallback: '31',
      description:
        'A `perform_time` later than this many days after acceptance, or over a day before it, is not believed',
    }),
    ...accountFieldSettings,
    optional({
      name: 'proofRefusedCode',
      pattern: `^${code}$`,
      description: 'Error of a CheckPerformTransaction whose proof is wrong',
    }),
  ],
};

/** What one provider's settings leave of the protocol. */
export function paymeTraits(read: SettingReader): ProviderTraits {
  const { repeatsAreSafe, notFoundIsFinalAfterMs } = paymeMetadata;
  return {
    capabilities: [
      ...(['status', 'cancel', 'top-up'] as const),
      // Whoever says so has no GetStatement.
      ...(read('statementProof') === 'none' ? [] : (['statement'] as const)),
      ...(read('planField') ? (['plans'] as const) : []),
    ],
    repeatsAreSafe,
    notFoundIsFinalAfterMs,
  };
}
