import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedClock } from '../../src/kernel/clock.ts';
import type { FileExchange } from '../../src/platform/file-exchange/file-exchange.ts';
import { openFolderExchange } from '../../src/platform/file-exchange/folder.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { closedGate } from '../support/gate.ts';
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

describe('files that two workers see', () => {
  /** A place with one file, and a look at it that waits until it is let on. */
  function heldPlace() {
    const gate = closedGate();
    const reached = closedGate();
    const taken: string[] = [];
    const place: FileExchange = {
      list: async () => [{ name: 'debts-20261121-1.csv', sizeBytes: 10 }],
      async *read() {
        reached.open();
        await gate.opened;
        yield Buffer.from(debtFile([{ account: account(1), amount: 5000 }]));
      },
      archive: async (name) => void taken.push(name),
      reject: async (name) => void taken.push(name),
      put: async () => undefined,
      close: async () => undefined,
    };
    return { gate, reached: reached.opened, taken, place };
  }

  test('are the one’s who claims them first, until it is done or nothing is heard of it', async () => {
    const problems: string[] = [];
    const held = heldPlace();
    const worker = (place: FileExchange) =>
      registryFixture(database.db, clock, {
        openExchange: async (code) => (code === 'claimed-gas' ? place : openFolderExchange(join(root, code), 0)),
        onProblem: ({ reason }) => problems.push(reason),
      });
    const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
    const first = worker(held.place);
    await first.addProvider('claimed-gas', { transport: 'folder' });
    const second = heldPlace();
    second.gate.open();
    const other = worker(second.place);
    const looking = first.registries.exchange();
    await held.reached;
    expect([await other.registries.exchange(), second.taken]).toEqual([0, []]);
    clock.advanceMs(10 * 60_000);
    expect([await other.registries.exchange(), second.taken]).toEqual([1, ['debts-20261121-1.csv']]);
    held.gate.open();
    expect([await looking, held.taken]).toEqual([0, []]);
    expect(problems).toEqual(['another worker has taken over']);
    expect(await other.registries.exchange()).toBe(1);
  });
});
