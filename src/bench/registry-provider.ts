import type { ProviderData } from '../providers/provider-data.ts';

const text = (word: string) => ({ az: word, ru: word, en: word });

/** A biller that hands in a debt registry; its amounts are minor units, so that plain COPY can read the same file. */
export const registryProvider: ProviderData = {
  code: 'bench-registry',
  service: 'gas',
  names: [{ validFrom: '2013-01-01', name: text('Registry') }],
  currency: 'AZN',
  protocol: 'registry-files',
  endpoint: 'https://registry.example',
  settings: {
    amountUnit: 'minor',
    debtColumns: 'account=account,bill=bill,period=period,dueOn=due,amount=amount,holderName=name,address=address',
  },
  secrets: {},
  queryTimeoutMs: 1_000,
  payTimeoutMs: 5_000,
  maxConcurrency: 5,
  state: 'active',
  language: 'az',
  rule: { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null },
  invoiceDays: [],
  settlementMode: 'net',
  iban: null,
  duplicateWindowS: 600,
  fields: [
    {
      ...{ name: 'account', label: text('Account'), help: text('On the bill'), pattern: '^[0-9]{12}$' },
      ...{ minLength: 12, maxLength: 12, example: '100000000000', proof: false },
    },
  ],
  accountMask: null,
  accountPrefixes: [],
};
