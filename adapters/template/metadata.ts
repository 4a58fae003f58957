import type { AdapterMetadata, ProviderTraits } from '../../src/kernel/adapter.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';

export const templateMetadata: AdapterMetadata = {
  protocol: 'template',
  title: 'Template: JSON over HTTP POST',
  capabilities: ['status', 'top-up'],
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: [
    {
      name: 'key',
      secret: true,
      required: true,
      pattern: '^[A-Za-z0-9._~+/=-]{16,200}$',
      description: 'Bearer key that the provider issued to the hub',
    },
    optional({
      name: 'repeats',
      pattern: '^(?:safe|unsafe)$',
      fallback: 'safe',
      description: 'Does the provider credit a reference once, however often it comes?',
    }),
    optional({
      name: 'notFoundFinalAfterS',
      pattern: '^[0-9]{1,6}$',
      description: 'Seconds after which "not found" proves that a payment never arrived; never, when absent',
    }),
  ],
};

/** What one provider's settings leave of the protocol. */
export function templateTraits(read: SettingReader): ProviderTraits {
  const finalAfterS = read('notFoundFinalAfterS');
  return {
    capabilities: templateMetadata.capabilities,
    repeatsAreSafe: read('repeats') === 'safe',
    notFoundIsFinalAfterMs: finalAfterS === undefined ? null : Number(finalAfterS) * 1_000,
  };
}
