import type { InputField, Localized } from '../../kernel/adapter.ts';
import type { ProviderData } from '../../providers/provider-data.ts';

/**
 * A provider of the sample world. Where it is reached and with which credentials is not data: the simulators say it when
 * they start. A dagger in a comment marks what the sources do not state and an operator has to check.
 */
export interface ProviderSeed extends Omit<ProviderData, 'endpoint' | 'secrets' | 'state'> {
  /** Accounts of this provider in the sample world, `#` for any digit. */
  readonly accountShapes: readonly string[];
}

/** What the providers of the sample world have in common unless they say otherwise. */
export const commonTerms = {
  settings: {},
  // Well inside the seven seconds within which a citizen is to hear something.
  queryTimeoutMs: 5_000,
  payTimeoutMs: 15_000,
  maxConcurrency: 10,
  invoiceDays: [],
  duplicateWindowS: 600,
  settlementMode: 'net',
  accountPrefixes: [],
} satisfies Partial<ProviderSeed>;

/** Commands, codes and answer fields of OSMP as the simulators speak it; in life, what a contract states. */
export const osmpVariant = {
  user: 'vahid',
  statusCommand: 'status',
  statusNotFoundCode: '210',
  statusCancelledCode: '211',
  cancelCommand: 'cancel',
  // A payment to a closed account is refused for good: without this it would stay unknown until a person has asked.
  codes: '79=rejected',
  holderNameField: 'FIO',
  addressField: 'ADDRESS',
  debtField: 'DEBT',
  billFields: 'BILL',
} as const;

/** A field of digits of one length. */
export function digitsField(field: {
  readonly name: string;
  readonly digits: number;
  readonly label: Localized;
  readonly help: Localized;
  readonly example: string;
  readonly proof?: boolean;
}): InputField {
  return {
    name: field.name,
    label: field.label,
    help: field.help,
    pattern: `^[0-9]{${field.digits}}$`,
    minLength: field.digits,
    maxLength: field.digits,
    example: field.example,
    proof: field.proof ?? false,
  };
}

export const subscriberCode: Localized = { az: 'Abonent kodu', ru: 'Код абонента', en: 'Subscriber code' };
