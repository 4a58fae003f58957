import type { SimulatedAccount } from '../../adapters/kit/simulated-account.ts';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import type { Bill } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import type { ProviderData } from '../../src/providers/provider-data.ts';
import type { ProviderService } from '../../src/providers/api.ts';
import type { Provider } from '../../src/providers/model.ts';
import { commonTerms, digitsField } from '../../src/world/seed/provider-seed.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';

const text = (word: string) => ({ az: word, ru: word, en: word });
const keyOf = (code: string) => `sample-key-of-${code}`;

export const proof = '40718263';
/** Accounts of every provider: 10000001 and so on, each with one bill of 23.15. */
export const accountNumber = (index: number) => String(10_000_000 + index);
const accountsOfEach = 200;

const account = digitsField({
  name: 'account',
  digits: 8,
  label: text('Account'),
  help: text('On the bill'),
  example: '10000001',
});
const code = digitsField({
  name: 'authorizationCode',
  digits: 8,
  label: text('Code'),
  help: text('On the paper bill'),
  example: proof,
  proof: true,
});

type Variation = Pick<ProviderData, 'code' | 'service'> & Partial<ProviderData>;

/** Gas takes any amount, water the debt and nothing else, power wants proof to link, abroad is in euros. */
const variations: readonly Variation[] = [
  {
    code: 'gas',
    service: 'gas',
    rule: { exactness: 'any', multipleOf: null, minAmount: minor(100n), maxAmount: minor(50_000n) },
  },
  { code: 'water', service: 'water', rule: { exactness: 'exact', multipleOf: null, minAmount: null, maxAmount: null } },
  { code: 'power', service: 'power', fields: [account, code] },
  { code: 'abroad', service: 'power', currency: 'EUR' },
];

function simulatedAccount(index: number): SimulatedAccount {
  const bill: Bill = { number: `B-${index}`, period: '2026-10', dueOn: '2026-11-30', amount: minor(2_315n) };
  return {
    number: accountNumber(index),
    holderName: 'Vüqar Əliyev',
    address: 'Bakı, Nizami küç. 15',
    proofCode: proof,
    bills: [bill],
    credit: minor(0n),
    line: null,
    meter: {
      ...{ serial: `M-${index}`, unit: 'm3', smartCard: `C-${index}`, usedInPeriod: 900 },
      lastReading: { value: 1_200, readOn: '2026-10-31' },
    },
    active: true,
  };
}

/** Puts the providers on a simulator that keeps its own books, and tells the hub of them. */
export async function addProviders(
  simulator: Simulator,
  providers: ProviderService,
): Promise<ReadonlyMap<string, Provider>> {
  const added = new Map<string, Provider>();
  for (const { currency = 'AZN', ...variation } of variations) {
    const accounts = Array.from({ length: accountsOfEach }, (_, index) => simulatedAccount(index + 1));
    const key = keyOf(variation.code);
    const simulated = simulator.registerProvider(variation.code, {
      currency,
      accounts,
      authorization: `Bearer ${key}`,
    });
    const data: ProviderData = {
      ...commonTerms,
      names: [{ validFrom: '2013-01-01', name: text(variation.code) }],
      currency,
      language: 'az',
      protocol: 'native-rest',
      state: 'active',
      settings: {},
      iban: null,
      accountMask: null,
      rule: { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null },
      fields: [account],
      queryTimeoutMs: 4_000,
      ...variation,
      endpoint: simulated.endpoint,
      secrets: { key },
    };
    added.set(variation.code, valueOf(await providers.add(data)));
  }
  return added;
}
