import type { AdapterMetadata } from '../../src/kernel/adapter.ts';

/** The hub's own protocol: everything it offers is there at every provider that speaks it. */
export const nativeRestMetadata: AdapterMetadata = {
  protocol: 'native-rest',
  title: 'Vahid REST: JSON over HTTP',
  capabilities: [
    'status',
    'cancel',
    'statement',
    'top-up',
    'plans',
    'invoices',
    'meter-reading',
    'smart-card',
    'notifications',
  ],
  repeatsAreSafe: true,
  // A request that was cut off may still be on its way through proxies and queues; nothing travels for ten minutes.
  notFoundIsFinalAfterMs: 600_000,
  settings: [
    {
      name: 'key',
      secret: true,
      required: true,
      pattern: '^[A-Za-z0-9._~+/=-]{16,200}$',
      description: 'Bearer key that the provider issued to the hub',
    },
    {
      name: 'bookedWithinDays',
      secret: false,
      required: false,
      pattern: '^[1-9][0-9]{0,2}$',
      fallback: '31',
      description:
        'A booking dated later than this many days after acceptance, or over a day before it, is not believed',
    },
  ],
};
