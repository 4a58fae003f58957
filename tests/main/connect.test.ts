import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import { openConnectHub, type ConnectHub } from '../../src/main/connect/connect-hub.ts';
import { readExamples, startExamples, type RunningExample } from '../../src/main/connect/examples.ts';
import { connectFiles } from '../../src/main/connect/run-connect-files.ts';
import { connectExample } from '../../src/main/connect/run-connect.ts';
import { createShutdown } from '../../src/main/shutdown.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { testCrypto } from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let world: ConnectHub;
let examples: readonly RunningExample[];
const shutdown = createShutdown();

beforeAll(async () => {
  database = await testDatabase();
  const start = new Date('2026-11-20T06:00:00Z');
  world = await openConnectHub({ databaseUrl: database.url, crypto: testCrypto(), start, shutdown });
  examples = await startExamples(await readExamples(), shutdown, 'free');
});
afterAll(async () => {
  await shutdown.run();
  await database.close();
});

/** Protocols that are spoken on a wire; registry files are exchanged, and a biller that does so is connected below. */
const protocols = adapters.map(({ metadata }) => metadata.protocol).filter((protocol) => protocol !== 'registry-files');

test('every protocol has an example for newcomers, at an address of its own', () => {
  expect(examples.map(({ protocol }) => protocol)).toEqual(protocols);
  const addresses = examples.map(({ file }) => (file as { provider: { endpoint: string } }).provider.endpoint);
  expect(new Set(addresses).size).toBe(protocols.length);
});

describe.each(protocols)('a provider of %s, by configuration alone', (protocol) => {
  test('is checked, approved, asked, paid and confirmed, and its books agree with ours', async () => {
    const example = examples.find((one) => one.protocol === protocol);
    if (!example) throw new Error(`no example of ${protocol}`);
    const said: string[] = [];
    const { findings, state, differences } = await connectExample(world, example, (line) => said.push(line));
    expect(findings.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    expect([state, differences]).toEqual(['confirmed', []]);
    expect(example.simulator.books(example.code).payments()).toHaveLength(1);
    expect(said.filter((line) => line.startsWith('$'))).toEqual([
      `$ vahid provider propose docs/examples/providers/${protocol}.json --as anna`,
      `$ vahid adapter check example-${protocol}`,
      '$ vahid provider approve <proposal> --as bahar',
    ]);
  });
});

test('a biller that exchanges files is connected by configuration alone, and its books agree with ours', async () => {
  const said: string[] = [];
  const { state, differences, providerTransaction } = await connectFiles(world, (line) => said.push(line));
  expect([state, differences, providerTransaction]).toEqual(['confirmed', [], 'K-1']);
  expect(said.filter((line) => line.startsWith('$'))).toEqual([
    '$ vahid provider propose docs/examples/providers/registry-files.json --as anna',
    '$ vahid adapter check example-registry-files',
    '$ vahid provider approve <proposal> --as bahar',
    '$ vahid provider-registry load example-registry-files debts-20261120-1.csv --as anna',
    '$ vahid provider-registry payments example-registry-files 1 --to payments-20261120-1.csv',
    '$ vahid provider-registry acknowledge example-registry-files ack-20261121-1.csv --as anna',
  ]);
});

test('afterwards the books of the hub hold together', async () => {
  expect((await verifyBooks(world.hub)).findings).toEqual([]);
});
