import type { AdapterMetadata, ProviderTraits } from '../../src/kernel/adapter.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';

export const clickMetadata: AdapterMetadata = {
  protocol: 'click-shop',
  title: 'Click SHOP: form POST in two steps',
  // Nothing can be asked: neither an account, nor what became of a payment.
  capabilities: ['top-up'],
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: [
    {
      name: 'secret',
      secret: true,
      required: true,
      pattern: '^[^\\p{Cc}]{8,200}$',
      description: 'Secret of the signature, which the provider and the hub share',
    },
    {
      name: 'serviceId',
      secret: false,
      required: true,
      pattern: '^[1-9][0-9]{0,14}$',
      description: '`service_id` of the provider’s service',
    },
    optional({
      name: 'preparePath',
      pattern: '^/[A-Za-z0-9._~/-]{0,100}$',
      description: 'Path of Prepare below the endpoint; the endpoint itself when absent',
    }),
    optional({
      name: 'completePath',
      pattern: '^/[A-Za-z0-9._~/-]{0,100}$',
      description: 'Path of Complete below the endpoint; the endpoint itself when absent',
    }),
    optional({
      name: 'utcOffset',
      pattern: '^[+-](?:0[0-9]|1[0-4]):[0-5][0-9]$',
      fallback: '+05:00',
      description: 'Clock of `sign_time`, as a difference to UTC',
    }),
    optional({
      name: 'echo',
      pattern: '^(?:required|optional)$',
      fallback: 'required',
      description:
        '`optional` takes answers without `click_trans_id` and `merchant_trans_id`; others than ours are never taken',
    }),
    optional({
      name: 'repeats',
      pattern: '^(?:safe|unsafe)$',
      fallback: 'safe',
      description: 'Does the provider book a `click_trans_id` once, however often it comes?',
    }),
  ],
};

/** What one provider's settings leave of the protocol. */
export function clickTraits(read: SettingReader): ProviderTraits {
  const { capabilities, notFoundIsFinalAfterMs } = clickMetadata;
  return { capabilities, repeatsAreSafe: read('repeats') === 'safe', notFoundIsFinalAfterMs };
}
