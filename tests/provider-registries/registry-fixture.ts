import { randomBytes } from 'node:crypto';
import { registryFilesAdapter } from '../../adapters/registry-files/adapter.ts';
import { lookAgain } from '../../src/delivery/deliverer.ts';
import { type SettableClock, simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { createFieldCipher } from '../../src/platform/crypto/field-cipher.ts';
import type { Database } from '../../src/platform/database/sql.ts';
import { createRegistryBook } from '../../src/provider-registries/book.ts';
import { createProviderRegistryService, type ProviderRegistryDeps } from '../../src/provider-registries/service.ts';
import { createProviderService } from '../../src/providers/service.ts';
import { noHttp } from '../providers/fake-adapter.ts';
import { providerData } from '../providers/provider-fixture.ts';

const debtSettings = {
  debtColumns: 'account=account,bill=bill,period=period,dueOn=due,amount=amount,holderName=name,address=address',
  debtTrailer: '#total,count,sum',
};

/** Providers that exchange files, over a real database and a clock that stands still. */
export function registryFixture(
  db: Database,
  clock: SettableClock = simulatedClock(new Date('2026-11-22T08:00:00Z')),
  more: Partial<Pick<ProviderRegistryDeps, 'openExchange' | 'onProblem'>> = {},
) {
  const ids = systemIds(clock);
  const key = { id: 'test', bytes: randomBytes(32) };
  const providers = createProviderService({
    ...{ database: db, clock, ids, http: noHttp },
    cipher: createFieldCipher({ current: key, all: [key] }),
    findAdapter: (protocol) => (protocol === 'registry-files' ? registryFilesAdapter : undefined),
    bookOf: (providerId) => createRegistryBook(db, providerId),
  });
  const registries = createProviderRegistryService({
    ...{ db, clock, ids, providers, ...more },
    lookAgain: (providerId, references) => lookAgain(db, clock, { providerId, references }),
  });
  return {
    ...{ clock, ids, providers, registries },
    async addProvider(code: string, settings: Readonly<Record<string, string>> = {}) {
      const data = providerData(code, { protocol: 'registry-files', settings: { ...debtSettings, ...settings } });
      const added = await providers.add(data);
      if (!added.ok) throw new Error(JSON.stringify(added.error));
      const connected = await providers.connect(added.value.id);
      if (!connected.ok) throw new Error('not connected');
      return { provider: added.value, port: connected.value.port };
    },
    async load(providerCode: string, name: string, text: string) {
      const outcome = await registries.receiveDebts({ providerCode, name, by: 'leyla' }, pieces(text));
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
      return outcome.value;
    },
    acknowledge: (providerCode: string, name: string, text: string) =>
      registries.receiveAcknowledgement({ providerCode, name, by: 'leyla' }, pieces(text)),
  };
}

export async function* pieces(text: string | Buffer, size = 1_000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** An account of fifteen digits. */
export const account = (n: number) => String(n).padStart(15, '0');

export interface Debt {
  readonly account: string;
  /** Minor units. */
  readonly amount: number;
  readonly bill?: string;
}

/** A debt registry as a biller writes it, with its control line. */
export function debtFile(debts: readonly Debt[]): string {
  const decimal = (amount: number) => (amount / 100).toFixed(2);
  const sum = debts.reduce((total, debt) => total + debt.amount, 0);
  const lines = debts.map(({ account: number, amount, bill = 'B-1' }) =>
    `${number};${bill};2026-10;2026-11-25;${decimal(amount)};Əliyev "Vüqar";Nizami küç. 15`.replace(
      'Əliyev "Vüqar"',
      '"Əliyev ""Vüqar"""',
    ),
  );
  return ['account;bill;period;due;amount;name;address', ...lines, `#total;${debts.length};${decimal(sum)}`, ''].join(
    '\n',
  );
}
