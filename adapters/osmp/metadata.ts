import type { AdapterMetadata, AdapterSetting, Capability, ProviderTraits } from '../../src/kernel/adapter.ts';
import { accountFieldSettings, namePattern as name, parametersSetting } from '../kit/account-field-settings.ts';
import { optionalSetting as optional, type SettingReader } from '../kit/settings.ts';

const code = '^(?:0|[1-9][0-9]{0,3})$';
export const codes = '^(?:0|[1-9][0-9]{0,3})(?:,(?:0|[1-9][0-9]{0,3}))*$';

const requestSettings: readonly AdapterSetting[] = [
  {
    name: 'user',
    secret: false,
    required: false,
    description: 'User of HTTP Basic; without it no credentials are sent',
  },
  { name: 'password', secret: true, required: false, description: 'Password of HTTP Basic' },
  optional({
    name: 'timeZone',
    pattern: '^[A-Za-z_]+(?:/[A-Za-z_]+)*$',
    fallback: 'Asia/Baku',
    description: 'Time zone of `txn_date`',
  }),
  optional({
    name: 'checkSum',
    pattern: '^(?:0|[1-9][0-9]{0,6})\\.[0-9]{2}$',
    fallback: '1.00',
    description: 'The fictitious `sum` of a check',
  }),
  optional({
    name: 'payType',
    pattern: '^[0-9]{1,10}$',
    description: '`pay_type`, where the provider has sub-services',
  }),
  parametersSetting,
];

const variantSettings: readonly AdapterSetting[] = [
  optional({
    name: 'statusCommand',
    pattern: name,
    description: 'The `command` that asks for a status by `txn_id`; without it there is none',
  }),
  optional({
    name: 'statusNotFoundCode',
    pattern: code,
    description: 'Result of a status query for a `txn_id` that never arrived',
  }),
  optional({
    name: 'statusRefusedCodes',
    pattern: codes,
    description: 'Results of a status query that say the payment was refused for good',
  }),
  optional({
    name: 'statusCancelledCode',
    pattern: code,
    description: 'Result of a status query for a payment that was cancelled',
  }),
  optional({
    name: 'notFoundFinalAfterS',
    pattern: '^[0-9]{1,6}$',
    description: 'Seconds after which "not found" proves that a payment never arrived; never, when absent',
  }),
  optional({
    name: 'cancelCommand',
    pattern: name,
    description: 'The `command` that cancels by `prv_txn`; without it nothing is cancelled',
  }),
  optional({
    name: 'repeats',
    pattern: '^(?:safe|unsafe)$',
    fallback: 'safe',
    description: 'Does the provider credit a `txn_id` once, however often it comes?',
  }),
];

const toleranceSettings: readonly AdapterSetting[] = [
  optional({
    name: 'whitespace',
    pattern: '^(?:exact|trim)$',
    fallback: 'exact',
    description: '`trim` accepts white space around the values of the answer',
  }),
  optional({
    name: 'referenceEcho',
    pattern: '^(?:required|optional)$',
    fallback: 'required',
    description: '`optional` confirms although `osmp_txn_id` is empty or missing; another one is never accepted',
  }),
  optional({
    name: 'sumEcho',
    pattern: '^(?:required|optional)$',
    fallback: 'required',
    description: '`optional` confirms although `sum` is empty or missing; another one is never accepted',
  }),
  optional({
    name: 'codes',
    pattern: '^[1-9][0-9]{0,3}=(?:rejected|unknown)(?:,[1-9][0-9]{0,3}=(?:rejected|unknown))*$',
    description: 'What results of pay mean at this provider where it differs from the table, `79=rejected` by commas',
  }),
];

const proofRefusedSetting = optional({
  name: 'proofRefusedCode',
  pattern: code,
  description: 'Result of a check whose proof is wrong',
});

const settings: readonly AdapterSetting[] = [
  ...requestSettings,
  ...variantSettings,
  ...toleranceSettings,
  ...accountFieldSettings,
  proofRefusedSetting,
];

export const osmpMetadata: AdapterMetadata = {
  protocol: 'osmp-xml',
  title: 'OSMP: XML over HTTP GET',
  capabilities: ['status', 'cancel', 'top-up', 'plans'],
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings,
};

/** Settings that speak of commands which only OSMP itself and its JSON dialect have. */
export const variantsOfOsmp: readonly string[] = [
  'payType',
  ...variantSettings.map((setting) => setting.name).filter((setting) => setting !== 'repeats'),
];

/** OSMP's settings for a dialect: without those that it has no use for, with fallbacks and settings of its own. */
export function dialectSettings(change: {
  readonly without: readonly string[];
  readonly fallbacks?: Readonly<Record<string, string>>;
  readonly own: readonly AdapterSetting[];
}): readonly AdapterSetting[] {
  const { without, fallbacks = {}, own } = change;
  const kept = settings
    .filter((setting) => !without.includes(setting.name))
    .map((setting) => ({ ...setting, ...(fallbacks[setting.name] ? { fallback: fallbacks[setting.name] } : {}) }));
  return [...kept, ...own];
}

/** What one provider's settings leave of the protocol. */
export function osmpTraits(read: SettingReader): ProviderTraits {
  const when = (setting: string, capability: Capability): Capability[] => (read(setting) ? [capability] : []);
  const finalAfterS = read('notFoundFinalAfterS');
  return {
    capabilities: [
      ...when('statusCommand', 'status'),
      ...when('cancelCommand', 'cancel'),
      'top-up',
      ...when('planField', 'plans'),
    ],
    repeatsAreSafe: read('repeats') === 'safe',
    notFoundIsFinalAfterMs: finalAfterS === undefined ? null : Number(finalAfterS) * 1_000,
  };
}
