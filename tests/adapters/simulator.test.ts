import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { adapters, findAdapter } from '../../adapters/index.ts';
import { createFaultScript } from '../../adapters/kit/fault-script.ts';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import { startOsmpSimulator } from '../../adapters/osmp/simulator-dialects.ts';
import { paymentOf, setUpFileBench } from '../../adapters/conformance/registry-files.ts';
import { sampleAccounts } from '../../adapters/conformance/sample-accounts.ts';
import type { Subject } from '../../adapters/conformance/subject.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import type { PayRequest, ProviderPort } from '../../src/kernel/adapter.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { minor } from '../../src/kernel/money.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';

let http = createHttpClient({ privateNetworks: loopback });
afterAll(() => http.close());

const running: Simulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

async function started(starting: Promise<Simulator>): Promise<Simulator> {
  const simulator = await starting;
  running.push(simulator);
  return simulator;
}

const subjectOf = (protocol: string): Subject => {
  const found = subjects.find(({ adapter }) => adapter.metadata.protocol === protocol);
  if (!found) throw new Error(`no subject speaks ${protocol}`);
  return found;
};

function connect(protocol: string, endpoint: string): ProviderPort {
  const timeouts = { queryMs: 5_000, payMs: 5_000 };
  const { adapter, settings } = subjectOf(protocol);
  return adapter.connect({ providerCode: 'p', currency: 'AZN', endpoint, settings, timeouts }, http);
}

/** Sixteen digits, which every protocol carries. */
const [ten, eleven] = ['2611200000000010', '2611200000000011'] as const;

function payment(reference: string): PayRequest {
  const acceptedAt = new Date('2026-11-20T08:15:30Z');
  return { account: '00012345', fields: {}, reference, amount: minor(1_045n), currency: 'AZN', acceptedAt };
}

/** What a simulator's books call a payment. */
const bookedAs = (protocol: string, reference: string): string =>
  subjectOf(protocol).nameOf?.(payment(reference)) ?? reference;

const optionsOf = ({ authorization, secret }: Subject) => ({
  ...{ currency: 'AZN' as const, accounts: sampleAccounts },
  ...(authorization === undefined ? {} : { authorization }),
  ...(secret === undefined ? {} : { secret }),
});

test('the list of adapters has every protocol once', () => {
  const listed = adapters.map((adapter) => adapter.metadata.protocol);
  expect(new Set(listed).size).toBe(listed.length);
  const expected = [
    'osmp-xml',
    'osmp-kaspi',
    'osmp-sberbank',
    'osmp-kassa24',
    'erip-xml',
    'epay-billing',
    'paynet-uws',
    'payme',
    'click-shop',
    'native-rest',
  ];
  expect(listed).toEqual(expect.arrayContaining(expected));
  expect(findAdapter('gopher')).toBeUndefined();
});

/** Protocols that are spoken on a wire; registry files are exchanged, and their biller has tests of its own below. */
const protocols = adapters.map(({ metadata }) => metadata.protocol).filter((protocol) => protocol !== 'registry-files');

test('every adapter has a simulator', () => {
  expect(subjects.map(({ adapter }) => adapter.metadata.protocol)).toEqual(protocols);
});

describe.each(protocols)('a simulator of %s', (protocol) => {
  const subject = subjectOf(protocol);
  const start = subject.startSimulator;
  const options = optionsOf(subject);

  test('hosts providers that know nothing of each other', async () => {
    const simulator = await started(start());
    const gas = simulator.registerProvider('gas', options);
    const water = simulator.registerProvider('water', { ...options, faults: [{ fault: 'down', operations: ['pay'] }] });
    expect((await connect(protocol, gas.endpoint).pay(payment(ten))).kind).toBe('confirmed');
    expect((await connect(protocol, water.endpoint).pay(payment(ten))).kind).toBe('unknown');
    expect([simulator.books('gas').payments().length, simulator.books('water').payments().length]).toEqual([1, 0]);
    expect([gas.calls('pay'), water.calls('pay'), gas.calls('debt')]).toEqual([1, 1, 0]);
    expect((await connect(protocol, `${simulator.url}/power`).pay(payment(ten))).kind).toBe('unknown');
    expect(() => simulator.registerProvider('gas', options)).toThrow('new');
  });

  test('keeps its books over a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'vahid-simulator-'));
    try {
      const first = await start({ directory, sync: true });
      await connect(protocol, first.registerProvider('gas', options).endpoint).pay(payment(ten));
      await first.close();
      const second = await started(start({ directory }));
      const gas = second.registerProvider('gas', options);
      expect((await connect(protocol, gas.endpoint).pay({ ...payment(ten), repeat: true })).kind).toBe('confirmed');
      expect(gas.books.payments().map((one) => one.credits)).toEqual([1]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('refuses connections while it is off, and answers again', async () => {
    const simulator = await started(start());
    const { endpoint } = simulator.registerProvider('gas', options);
    expect((await connect(protocol, endpoint).pay(payment(ten))).kind).toBe('confirmed');
    await simulator.stopListening();
    // A connection that was open may be written to before its end is noticed; a new one cannot be made.
    await http.close();
    http = createHttpClient({ privateNetworks: loopback });
    const port = connect(protocol, endpoint);
    expect((await port.pay(payment(eleven))).kind).toBe('not-sent');
    await simulator.listenAgain();
    expect((await port.pay(payment(eleven))).kind).toBe('confirmed');
  });

  test('books by its clock, or without one by the time of acceptance', async () => {
    const clock = simulatedClock(new Date('2026-11-21T00:00:00Z'));
    const [own, told] = [await started(start({ clock })), await started(start())];
    await connect(protocol, own.registerProvider('gas', options).endpoint).pay(payment(ten));
    await connect(protocol, told.registerProvider('gas', options).endpoint).pay(payment(ten));
    expect(own.books('gas').findPayment(bookedAs(protocol, ten))?.bookedAt).toBe('2026-11-21T00:00:00.000Z');
    expect(told.books('gas').findPayment(bookedAs(protocol, ten))?.bookedAt).toBe('2026-11-20T08:15:30.000Z');
  });
});

describe('a simulated biller that exchanges files', () => {
  const billed = async () => {
    const bench = setUpFileBench();
    bench.takeDebts(bench.biller.writeDebts('2026-11-21', 1));
    await bench.port.pay(paymentOf(ten, '500600', 1_000n));
    await bench.port.pay(paymentOf(eleven, '400', 50n));
    return bench;
  };

  test('keeps books of its own, books each payment of a file once, and refuses closed accounts', async () => {
    const [bench, other] = [await billed(), await billed()];
    const file = bench.makeFile();
    for (let time = 0; time < 3; time += 1) bench.biller.takePayments(file);
    expect(bench.biller.payments().map(({ reference, number }) => [reference, number])).toEqual([
      [ten, 'K-1'],
      [eleven, null],
    ]);
    expect([bench.biller.debtOf('500600'), other.biller.debtOf('500600')]).toEqual([-1_000n, 0n]);
    expect(other.biller.payments()).toEqual([]);
  });

  test('answers a file line by line, and its next registry knows what was paid', async () => {
    const bench = await billed();
    bench.biller.takePayments(bench.makeFile());
    expect(bench.takeAcknowledgement(bench.biller.writeAcknowledgement('2026-11-23', 1))).toEqual([]);
    const kinds = await Promise.all([ten, eleven].map((one) => bench.port.status(payment(one))));
    expect(kinds.map(({ kind }) => kind)).toEqual(['confirmed', 'rejected']);
    const next = Buffer.from(bench.biller.writeDebts('2026-11-24', 1).bytes).toString();
    expect(next).toContain('500600;;;;-10.00;');
  });
});

describe('the control route', () => {
  const options = optionsOf(subjectOf('osmp-xml'));

  const control = async (simulator: Simulator, body: unknown): Promise<number> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    const answer = await request(`${simulator.url}/__control`, { method: 'POST', body: text, headers });
    await answer.body.dump();
    return answer.statusCode;
  };

  test('sets faults by name and shows the books', async () => {
    const simulator = await started(startOsmpSimulator());
    const port = connect('osmp-xml', simulator.registerProvider('gas', options).endpoint);
    expect(
      await control(simulator, {
        provider: 'gas',
        faults: [{ fault: 'apply-then-500', operations: ['pay'], times: 1 }],
      }),
    ).toBe(200);
    expect((await port.pay(payment(ten))).kind).toBe('unknown');
    expect((await port.pay(payment(eleven))).kind).toBe('confirmed');
    const shown = await request(`${simulator.url}/__control/gas`);
    expect(await shown.body.json()).toMatchObject({
      provider: 'gas',
      faults: [{ fault: 'apply-then-500' }],
      payments: [{ reference: ten, amount: '1045' }, { reference: eleven }],
    });
  });

  test('refuses what it does not know', async () => {
    const simulator = await started(startOsmpSimulator());
    simulator.registerProvider('gas', options);
    expect(await control(simulator, { provider: 'gas', faults: [{ fault: 'apply-then-5oo' }] })).toBe(400);
    expect(await control(simulator, { provider: 'oil', faults: [] })).toBe(404);
    expect(await control(simulator, { provider: 'gas', faults: [{ fault: 'down', sometimes: true }] })).toBe(400);
    expect(await control(simulator, '{"provider":"gas","provider":"gas","faults":[]}')).toBe(400);
    expect(simulator.faults('gas').rules()).toEqual([]);
  });
});

describe('a fault script', () => {
  const known = new Set(['hang', 'down']);
  const struck = (percent: number, provider = 'gas', fault = 'hang'): string[] => {
    const script = createFaultScript(provider, known);
    script.set([{ fault, percent }]);
    const references = Array.from({ length: 1_000 }, (_, index) => `${10_000 + index}`);
    return references.filter((reference) => script.strike('pay', reference).length > 0);
  };

  test('strikes a share of references, always the same ones', () => {
    const tenth = struck(10);
    expect(tenth.length).toBeGreaterThan(60);
    expect(tenth.length).toBeLessThan(140);
    expect(struck(10)).toEqual(tenth);
    expect(struck(10, 'water')).not.toEqual(tenth);
    expect(struck(30)).toEqual(expect.arrayContaining(tenth));
    expect([struck(0).length, struck(100).length]).toEqual([0, 1_000]);
  });

  test('heals after as many requests as it says, in all or of each reference', () => {
    const script = createFaultScript('gas', known);
    const strikes = (...references: string[]): number[] => references.map((one) => script.strike('pay', one).length);
    script.set([{ fault: 'hang', times: 2 }]);
    expect(strikes('a', 'b', 'c')).toEqual([1, 1, 0]);
    script.set([{ fault: 'hang', timesEach: 1, operations: ['pay'] }]);
    expect(strikes('a', 'a', 'b', 'b')).toEqual([1, 0, 1, 0]);
    expect(script.strike('status', 'c')).toEqual([]);
  });

  test('refuses a fault that nobody knows', () => {
    expect(() => {
      createFaultScript('gas', known).set([{ fault: 'hnag' }]);
    }).toThrow('hnag');
  });
});
