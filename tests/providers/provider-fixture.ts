import { randomBytes } from 'node:crypto';
import type { Adapter } from '../../src/kernel/adapter.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { createFieldCipher } from '../../src/platform/crypto/field-cipher.ts';
import type { Database } from '../../src/platform/database/sql.ts';
import type { ProviderData } from '../../src/providers/provider-data.ts';
import { createProviderService } from '../../src/providers/service.ts';
import { noHttp } from './fake-adapter.ts';

const text = (word: string) => ({ az: word, ru: word, en: word });

/** A provider of fifteen-digit accounts that takes any amount. */
export function providerData(code: string, changes: Partial<ProviderData> = {}): ProviderData {
  return {
    code,
    service: 'power',
    names: [{ validFrom: '2013-01-01', name: text(code) }],
    currency: 'AZN',
    protocol: 'fake',
    endpoint: 'https://provider.example/pay',
    settings: {},
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
        name: 'account',
        label: text('Account'),
        help: text('On the bill'),
        pattern: '^[0-9]{15}$',
        minLength: 15,
        maxLength: 15,
        example: '012345678901234',
        proof: false,
      },
    ],
    accountMask: '### ### ### ### ###',
    accountPrefixes: [],
    ...changes,
  };
}

/** Provider services over a real database, with a clock that stands still. */
export function providerFixture(database: Database, adapter: Adapter) {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  const ids = systemIds(clock);
  const key = { id: 'test', bytes: randomBytes(32) };
  const cipher = createFieldCipher({ current: key, all: [key] });
  const findAdapter = (protocol: string) => (protocol === adapter.metadata.protocol ? adapter : undefined);
  const providers = createProviderService({ database, clock, ids, cipher, http: noHttp, findAdapter });
  return { clock, ids, cipher, providers };
}
