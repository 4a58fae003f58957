import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolderExchange } from '../../src/platform/file-exchange/folder.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { account, debtFile, registryFixture } from './registry-fixture.ts';

let database: TestDatabase;
let root: string;
beforeAll(async () => {
  database = await testDatabase();
  root = await mkdtemp(join(tmpdir(), 'vahid-exchange-'));
});
afterAll(async () => {
  await database.close();
  await rm(root, { recursive: true, force: true });
});

test('files come, are taken or rejected with a report, and payments go out, while another place is out of reach', async () => {
  const problems: string[] = [];
  const hub = registryFixture(database.db, undefined, {
    openExchange: async (code) => {
      if (code === 'broken-place') throw new Error('out of reach');
      return openFolderExchange(join(root, code), 0);
    },
    onProblem: ({ providerCode, reason }) => problems.push(`${providerCode}: ${reason}`),
  });
  await hub.addProvider('broken-place', { transport: 'folder' });
  const { port } = await hub.addProvider('folder-gas', { transport: 'folder' });
  await hub.registries.exchange();
  const put = (name: string, text: string) => writeFile(join(root, 'folder-gas', 'in', name), text);
  const debts = debtFile([{ account: account(1), amount: 5000 }]);
  await put('debts-20261121-1.csv', debts);
  await put('debts-20261122-1.csv', debts.replace('50.00;', '50,00;'));
  await put('readme.csv', 'hello');
  await port.pay({
    ...{ reference: '2611220000000018', account: account(1), fields: {}, amount: 700n, currency: 'AZN' },
    acceptedAt: hub.clock.now(),
  } as unknown as Parameters<typeof port.pay>[0]);
  hub.clock.advanceMs(86_400_000);
  expect(await hub.registries.makePaymentFiles()).toBe(1);
  expect(await hub.registries.exchange()).toBe(4);
  expect(problems).toEqual(['broken-place: out of reach', 'broken-place: out of reach']);

  const list = async (place: string) => (await readdir(join(root, 'folder-gas', place))).toSorted();
  expect(await list('in')).toEqual([]);
  expect(await list('archive')).toEqual(['debts-20261121-1.csv']);
  expect(await list('rejected')).toEqual([
    ...['debts-20261122-1.csv', 'debts-20261122-1.csv.errors.txt', 'readme.csv', 'readme.csv.errors.txt'],
  ]);
  const report = await readFile(join(root, 'folder-gas', 'rejected', 'debts-20261122-1.csv.errors.txt'), 'utf8');
  expect(report).toBe('refused: 1 problems\n2\tamount\tamount\t50,00\n');
  expect(await list('out')).toEqual(['payments-20261122-1.csv']);
  expect(await port.debt({ account: account(1), fields: {} })).toMatchObject({ answer: { balance: 4300n } });

  await put('ack-20261123-1.csv', 'reference;result;reason\n2611220000000018;OK;\n');
  expect(await Promise.all([hub.registries.exchange(), hub.registries.exchange()])).toEqual([1, 1]);
  expect(await hub.registries.exchange()).toBe(0);
  const request = { reference: '2611220000000018' } as unknown as Parameters<typeof port.status>[0];
  expect(await port.status(request)).toMatchObject({ kind: 'confirmed' });
});
