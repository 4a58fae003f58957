import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeliverer } from '../../src/delivery/deliverer.ts';
import { defaultDeliverySettings } from '../../src/delivery/model.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { account, debtFile, registryFixture } from './registry-fixture.ts';

let books: Books;
let desk: Desk;
let hub: ReturnType<typeof registryFixture>;
beforeAll(async () => {
  books = await makeBooks({ start: '2026-11-20T06:00:00Z' });
  desk = deskOf(books);
  hub = registryFixture(books.database.db, books.clock);
});
afterAll(() => books.close());

const dayMs = 86_400_000;

/** A biller with a registry, and the worker that tells it of payments. */
async function biller(code: string, settings: Readonly<Record<string, string>> = {}) {
  const { provider, port } = await hub.addProvider(code, { paymentTrailer: '#total,count,sum', ...settings });
  const deliverer = createDeliverer({
    ...{ db: books.database.db, clock: books.clock, ids: books.ids, worker: 'test', settings: defaultDeliverySettings },
    connect: async () => ({
      ...{ providerId: provider.id, port, maxConcurrency: 5 },
      traits: { capabilities: ['status'], repeatsAreSafe: true, notFoundIsFinalAfterMs: 0 },
    }),
    ...{ resolve: books.lane.resolve, reverse: books.lane.reverse },
  });
  return {
    ...{ provider, port, code },
    run: () => deliverer.run(provider.id),
    raiseAlarms: () => deliverer.raiseAlarms(),
    pay: (amount: number, number: number) => desk.pay(amount, { providerId: provider.id, account: account(number) }),
    balance: async (number: number) => {
      const outcome = await port.debt({ account: account(number), fields: {} });
      return outcome.kind === 'answered' ? outcome.answer.balance : outcome.kind;
    },
    file: async (number: number) => {
      const found = await hub.registries.getPaymentFile(code, number);
      if (!found.ok) return undefined;
      return { name: found.value.name, text: found.value.content.toString() };
    },
  };
}
const acknowledgement = (lines: readonly (readonly [reference: string, result: string, reason?: string])[]) =>
  [
    'reference;result;reason',
    ...lines.map(([reference, result, reason = '']) => `${reference};${result};${reason}`),
    '',
  ].join('\n');

describe('a payment of a biller that gets files', () => {
  test('waits for the file of its day, is in it once, and is decided line by line', async () => {
    const { run, pay, file, balance, code, provider } = await biller('village-gas');
    await hub.load(
      code,
      'debts-20261120-1.csv',
      debtFile([1, 2, 3].map((n) => ({ account: account(n), amount: 5000 }))),
    );
    const first = await pay(1000, 1);
    const second = await pay(2500, 2);
    await run();
    expect([await desk.stateOf(first.id), await desk.stateOf(second.id)]).toEqual(['unknown', 'unknown']);
    expect([await balance(1), await balance(2), await balance(3)]).toEqual([4000n, 2500n, 5000n]);
    expect(await hub.registries.makePaymentFiles()).toBe(0);

    books.clock.advanceMs(dayMs);
    const late = await pay(700, 3);
    await run();
    expect(await hub.registries.makePaymentFiles()).toBe(1);
    expect(await hub.registries.makePaymentFiles()).toBe(0);
    const written = await file(1);
    expect(written).toEqual({
      name: 'payments-20261120-1.csv',
      text: [
        'reference;account;amount;date',
        `${first.receiptNumber};${account(1)};10.00;2026-11-20`,
        `${second.receiptNumber};${account(2)};25.00;2026-11-20`,
        '#total;2;35.00',
        '',
      ].join('\r\n'),
    });

    const answer = acknowledgement([
      [first.receiptNumber, 'OK'],
      [second.receiptNumber, 'REJECTED', 'closed account'],
    ]);
    expect(await hub.acknowledge(code, 'ack-20261121-1.csv', answer)).toMatchObject({
      ok: true,
      value: { confirmed: 1, rejected: 1, repeated: 0, open: 0 },
    });
    await run();
    expect([await desk.stateOf(first.id), await desk.stateOf(second.id), await desk.stateOf(late.id)]).toEqual([
      ...['confirmed', 'rejected', 'unknown'],
    ]);
    expect(await balance(2)).toBe(5000n);
    expect(await hub.acknowledge(code, 'ack-20261121-1.csv', answer)).toMatchObject({ value: { repeated: 2 } });
    expect(await file(1)).toEqual(written);

    books.clock.advanceMs(dayMs);
    expect(await hub.registries.makePaymentFiles()).toBe(1);
    expect((await file(2))?.text).toContain(`${late.receiptNumber};${account(3)};7.00`);
    const stored = await books.database.db.sql.rows<{ number: number; digest: string; content: Buffer }>(
      `SELECT number, encode(sha256, 'hex') AS digest, content FROM provider_payment_file WHERE provider_id = $1 ORDER BY number`,
      [provider.id],
    );
    expect(stored.map(({ number }) => number)).toEqual([1, 2]);
    for (const { digest, content } of stored) expect(createHash('sha256').update(content).digest('hex')).toBe(digest);
    const { findings } = await verifyBooks({ db: books.database.owner, clock: books.clock });
    expect(findings).toEqual([]);
  });

  test('is kept once however often it is sent, and never under the reference of another', async () => {
    const { port } = await biller('repeats');
    const request = {
      ...{ reference: '2611220000000018', account: account(1), fields: {}, amount: 500n, currency: 'AZN' },
      acceptedAt: books.clock.now(),
    } as unknown as Parameters<typeof port.pay>[0];
    expect(await port.status(request)).toMatchObject({ kind: 'not-found' });
    expect(await port.pay(request)).toMatchObject({ kind: 'pending' });
    expect(await port.pay(request)).toMatchObject({ kind: 'pending' });
    expect(await port.pay({ ...request, account: account(2) })).toMatchObject({ kind: 'unknown' });
    expect(await port.status(request)).toMatchObject({ kind: 'pending', evidence: { providerCode: 'waiting' } });
  });

  test('leaves the debt when a newer registry knows it, and not before', async () => {
    const { run, pay, balance, code } = await biller('known');
    const debts = (amount: number) => debtFile([{ account: account(1), amount }]);
    const today = books.clock.now().toISOString().slice(0, 10).replaceAll('-', '');
    await hub.load(code, `debts-${today}-1.csv`, debts(5000));
    const payment = await pay(2000, 1);
    await run();
    books.clock.advanceMs(dayMs);
    await hub.registries.makePaymentFiles();
    await hub.acknowledge(code, 'ack-20261122-1.csv', acknowledgement([[payment.receiptNumber, 'OK']]));
    expect(await balance(1)).toBe(3000n);
    books.clock.advanceMs(dayMs);
    const next = books.clock.now().toISOString().slice(0, 10).replaceAll('-', '');
    await hub.load(code, `debts-${next}-1.csv`, debts(3000));
    expect(await balance(1)).toBe(3000n);
  });

  test('raises no alarm while the biller’s time runs, and one for its file when it is over', async () => {
    const { run, pay, raiseAlarms, provider } = await biller('slow', { acknowledgementHours: '48' });
    const payment = await pay(900, 1);
    await run();
    books.clock.advanceMs(dayMs);
    await hub.registries.makePaymentFiles();
    books.clock.advanceMs(dayMs);
    await run();
    await raiseAlarms();
    expect(await desk.casesOf(payment.id)).toEqual([]);
    const row = await books.database.db.sql.first<{ id: string }>(
      'SELECT id FROM provider_payment_file WHERE provider_id = $1',
      [provider.id],
    );
    await hub.registries.raiseAlarms();
    expect(await desk.casesOf(row?.id ?? '')).toEqual([]);
    books.clock.advanceMs(dayMs);
    await hub.registries.raiseAlarms();
    await hub.registries.raiseAlarms();
    expect(await desk.casesOf(row?.id ?? '')).toEqual(['file_unacknowledged']);
  });

  test('is in one file, and numbers have no gaps, however many make files at once', async () => {
    const { run, pay, provider } = await biller('crowd', { paymentsEvery: '10' });
    for (let n = 1; n <= 6; n += 1) await pay(100 + n, n);
    await run();
    books.clock.advanceMs(600_000);
    const made = await Promise.all([1, 2, 3].map(() => hub.registries.makePaymentFiles()));
    expect(made.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1);
    const rows = await books.database.db.sql.rows<{ file_number: number; line: number }>(
      'SELECT file_number, line FROM provider_payment WHERE provider_id = $1 ORDER BY file_number, line',
      [provider.id],
    );
    expect(rows).toEqual([1, 2, 3, 4, 5, 6].map((line) => ({ file_number: 1, line })));
  });
});

describe('an acknowledgement', () => {
  test('is taken whole or not at all', async () => {
    const { run, pay, code } = await biller('whole', {
      acknowledgementColumns: 'reference=reference,result=result,reason=reason,amount=amount',
    });
    const payments = [await pay(1000, 1), await pay(2000, 2)];
    await run();
    books.clock.advanceMs(dayMs);
    await hub.registries.makePaymentFiles();
    const [one = '', two = ''] = payments.map(({ receiptNumber }) => receiptNumber);
    const send = (name: string, ...lines: string[]) =>
      hub.acknowledge(code, name, ['reference;result;reason;amount', ...lines, ''].join('\n'));
    const rules = async (...lines: string[]) => {
      const outcome = await send('ack-20261130-1.csv', ...lines);
      return outcome.ok ? [] : outcome.error.fields?.map(({ field, rule }) => `${field} ${rule}`);
    };
    expect(await rules(`${one};OK;;10.00`, `${two};OK;;20.01`)).toEqual(['/3/amount other_amount']);
    expect(await rules(`${one};OK;;10.00`, `${one};OK;;10.00`)).toEqual(['/3/reference repeated']);
    expect(await rules(`${one};OK;;10.00`, '2611300000000018;OK;;1.00')).toEqual(['/3/reference not_in_file']);
    expect(await rules(`${one};PERHAPS;;10.00`)).toEqual(['/2/result result']);
    expect(await send('ack-20261130-9.csv', `${one};OK;;10.00`)).toMatchObject({ error: { code: 'not_found' } });
    expect(await send('acks.csv', `${one};OK;;10.00`)).toMatchObject({ error: { code: 'file_name_not_known' } });
    await run();
    expect(await desk.stateOf(payments[0]?.id ?? '')).toBe('unknown');
    expect(await send('ack-20261130-1.csv', `${one};OK;;10.00`)).toMatchObject({ value: { confirmed: 1, open: 1 } });
    expect(await rules(`${one};REJECTED;x;10.00`)).toEqual(['/2/result decided']);
  });
});
