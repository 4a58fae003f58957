import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { notifierFaults } from '../../adapters/kit/simulated-notifier.ts';
import { signatureHeaders } from '../../adapters/kit/sign-notification.ts';
import { codeOf, fieldsOf, withServer } from './api-fixture.ts';
import { notifyingFixture, type NotifyingFixture } from './notifying.ts';

let hub: NotifyingFixture;
beforeAll(async () => {
  hub = await notifyingFixture();
});
afterAll(() => hub.api.close());
afterEach(async () => {
  hub.gas.faults.clear();
  // What one test left open is decided before the next begins.
  hub.api.clock.advanceMs(2 * 3_600_000);
  await hub.deliver();
});

const asked = () => hub.gas.calls('status');
/** A message as the provider would sign it, sent without its simulator. */
function send(body: string, change: Partial<Parameters<typeof signatureHeaders>[1]> & { readonly path?: string } = {}) {
  const { path = hub.path, ...signing } = change;
  const nonce = `n-${Math.random().toString(36).slice(2).padEnd(16, '0')}`;
  const { keyId, secret } = hub.door;
  const headers = signatureHeaders(
    { method: 'POST', path, body },
    { keyId, secret, at: hub.api.clock.now(), nonce, ...signing },
  );
  return hub.api.post(path, { raw: body, headers });
}
const told = (reference: string, more: object = {}) =>
  JSON.stringify({
    ...{ id: `t-${reference}`, type: 'payment', reference, state: 'confirmed' },
    ...{ happenedAt: hub.api.clock.now().toISOString(), ...more },
  });

describe('what a provider says of an open payment', () => {
  test('decides nothing, and is asked about at once', async () => {
    const payment = await hub.unknown();
    await hub.deliver();
    expect([await hub.stateOf(payment.id), asked()]).toEqual(['unknown', 0]);
    expect(await hub.say(payment.receiptNumber, 'confirmed')).toBe(202);
    expect(await hub.stateOf(payment.id)).toBe('unknown');
    await hub.deliver();
    expect([await hub.stateOf(payment.id), asked()]).toEqual(['confirmed', 1]);
  });

  test('is compared with what it answers then: a lie is kept for a person, and the answer stands', async () => {
    const payment = await hub.unknown();
    expect(await hub.say(payment.receiptNumber, 'rejected')).toBe(202);
    await hub.deliver();
    expect(await hub.stateOf(payment.id)).toBe('confirmed');
    hub.api.clock.advanceMs(30_000);
    await hub.api.hub.providerNotifications.workOff();
    expect(await hub.quarantined()).toEqual([`contradiction ${payment.receiptNumber} rejected confirmed 1`]);
  });

  test('waits while an attempt is under way, and is asked about after its end', async () => {
    const payment = await hub.bank.paid();
    hub.gas.faults.set([
      { fault: 'slow', ms: 1_500, operations: ['pay'] },
      { fault: 'apply-then-500', operations: ['pay'] },
    ]);
    const running = hub.deliver();
    await expect.poll(() => hub.stateOf(payment.id), { timeout: 10_000 }).toBe('sending');
    const before = asked();
    expect(await hub.say(payment.receiptNumber, 'confirmed')).toBe(202);
    await running;
    expect(await hub.stateOf(payment.id)).toBe('unknown');
    hub.api.clock.advanceMs(1_000);
    await hub.api.hub.providerNotifications.workOff();
    await hub.deliver();
    expect([await hub.stateOf(payment.id), asked() - before]).toEqual(['confirmed', 1]);
  });

  test('is compared once, by the latest word of it, however much is said; the rest is counted', async () => {
    await hub.api.hub.providerNotifications.workOff();
    const payment = await hub.unknown();
    hub.gas.faults.set([{ fault: 'apply-then-500', operations: ['status'] }]);
    for (let index = 0; index < 30; index += 1) expect(await hub.say(payment.receiptNumber, 'rejected')).toBe(202);
    const late = { happenedAt: new Date(hub.api.clock.now().getTime() - 60_000) };
    expect(await hub.say(payment.receiptNumber, 'rejected', late)).toBe(202);
    expect(await hub.say(payment.receiptNumber, 'confirmed')).toBe(202);
    hub.api.clock.advanceMs(31_000);
    // One for each of the two things that were said.
    expect(await hub.api.hub.providerNotifications.workOff()).toBe(2);
    hub.gas.faults.clear();
    hub.api.clock.advanceMs(60_000);
    await hub.deliver();
    expect(await hub.stateOf(payment.id)).toBe('confirmed');
    await hub.api.hub.providerNotifications.workOff();
    expect(await hub.quarantined()).toContain(`contradiction ${payment.receiptNumber} rejected confirmed 31`);
  });

  test('waits behind no other provider: they take turns at being compared', async () => {
    await hub.api.hub.providerNotifications.workOff();
    const { sql } = hub.api.database.owner;
    const now = hub.api.clock.now();
    const water = hub.api.providers.get('water')?.id ?? '';
    const tell = (providerId: string, count: number, dueAt: Date) =>
      sql.run(
        `INSERT INTO provider_notification (provider_id, id, digest, kind, reference, outcome, happened_at, received_at, state, look_at)
         SELECT $1, 'turn-' || n, decode(repeat('00', 32), 'hex'), 'payment', (700000 + n)::text, 'confirmed', $3, $3, 'asked', $3
           FROM generate_series(1, $2) AS n`,
        [providerId, count, dueAt],
      );
    await tell(hub.gasId, 700, new Date(now.getTime() - 60_000));
    await tell(water, 3, new Date(now.getTime() - 1_000));
    const openOf = async (providerId: string) => {
      const text = `SELECT count(*)::int AS count FROM provider_notification WHERE provider_id = $1 AND look_at IS NOT NULL`;
      return (await sql.first<{ count: number }>(text, [providerId]))?.count;
    };
    expect(await hub.api.hub.providerNotifications.workOff()).toBe(500);
    expect([await openOf(water), await openOf(hub.gasId)]).toEqual([0, 203]);
    await sql.run(`DELETE FROM provider_notification WHERE id LIKE 'turn-%'`);
    await sql.run(`DELETE FROM quarantined_notification WHERE length(subject) = 6`);
  });

  test('is asked about no more often than once in each pause, however much is said', async () => {
    const payment = await hub.unknown();
    hub.gas.faults.set([{ fault: 'apply-then-500', operations: ['status'] }]);
    const before = asked();
    const flood = async () => {
      for (let index = 0; index < 25; index += 1) {
        expect(await hub.say(payment.receiptNumber, 'confirmed')).toBe(202);
        await hub.deliver();
      }
    };
    await flood();
    expect(asked() - before).toBe(1);
    // The first pause is 40 seconds, the second two minutes.
    hub.api.clock.advanceMs(39_000);
    await flood();
    expect(asked() - before).toBe(1);
    hub.api.clock.advanceMs(1_000);
    await flood();
    expect(asked() - before).toBe(2);
    hub.api.clock.advanceMs(119_000);
    await flood();
    expect(asked() - before).toBe(2);
  });

  test('does not go round a breaker that is open', async () => {
    const waiting = await Promise.all(Array.from({ length: 11 }, () => hub.unknown()));
    hub.gas.faults.set([{ fault: 'apply-then-500' }]);
    hub.api.clock.advanceMs(40_000);
    await hub.deliver();
    const before = asked();
    hub.gas.faults.clear();
    for (const { receiptNumber } of waiting) await hub.say(receiptNumber, 'confirmed');
    await hub.deliver();
    expect(asked() - before).toBe(0);
    hub.api.clock.advanceMs(3 * 60_000);
    await hub.deliver();
    expect(await hub.stateOf(waiting[0]?.id ?? '')).toBe('confirmed');
  });
});

describe('a call that comes again', () => {
  test('is answered the same and follows nothing: the same name signed anew, and the same bytes', async () => {
    const payment = await hub.unknown();
    hub.gas.faults.set([{ fault: 'apply-then-500', operations: ['status'] }]);
    expect(await hub.say(payment.receiptNumber, 'confirmed', { id: 'again-1' })).toBe(202);
    await hub.deliver();
    hub.api.clock.advanceMs(41_000);
    await hub.deliver();
    hub.gas.faults.set([{ fault: 'notice-replayed' }]);
    const before = asked();
    hub.api.clock.advanceMs(60_000);
    for (let index = 0; index < 3; index += 1) {
      expect(await hub.say(payment.receiptNumber, 'confirmed', { id: 'again-1' })).toBe(202);
      await hub.deliver();
    }
    expect(asked() - before).toBe(0);
  });

  test('under a nonce that was used, with other words, is refused', async () => {
    const nonce = 'n-used-only-once-1';
    expect((await send(told('7700000000000043'), { nonce })).statusCode).toBe(202);
    expect((await send(told('7700000000000043'), { nonce })).statusCode).toBe(202);
    const other = await send(told('7700000000000044'), { nonce });
    expect([other.statusCode, codeOf(other)]).toEqual([401, 'replayed_nonce']);
  });

  test('under a name that meant another thing is kept for a person', async () => {
    const [one, two] = [await hub.unknown(), await hub.unknown()];
    const before = asked();
    expect(await hub.say(one.receiptNumber, 'confirmed', { id: 'same-name' })).toBe(202);
    expect(await hub.say(two.receiptNumber, 'confirmed', { id: 'same-name' })).toBe(202);
    await hub.deliver();
    expect(asked() - before).toBe(1);
    expect(await hub.quarantined()).toContain(`id_reused ${two.receiptNumber} confirmed - 1`);
  });

  test('does not end the comparison of what came under it first', async () => {
    const [one, two] = [await hub.unknown(), await hub.unknown()];
    expect(await hub.say(one.receiptNumber, 'rejected', { id: 'first-of-two' })).toBe(202);
    expect(await hub.say(two.receiptNumber, 'confirmed', { id: 'first-of-two' })).toBe(202);
    await hub.deliver();
    hub.api.clock.advanceMs(30_000);
    await hub.api.hub.providerNotifications.workOff();
    expect(await hub.quarantined()).toContain(`contradiction ${one.receiptNumber} rejected confirmed 1`);
  });
});

describe('a call that is not signed as it came', () => {
  const rightly = ['notice-replayed', 'notice-stale', 'notice-early'];

  test.each(notifierFaults.filter((fault) => !rightly.includes(fault)))('is refused: %s', async (fault) => {
    const payment = await hub.unknown();
    const before = asked();
    hub.gas.faults.set([{ fault }]);
    expect(await hub.say(payment.receiptNumber, 'confirmed')).toBe(401);
    hub.gas.faults.clear();
    await hub.deliver();
    expect([await hub.stateOf(payment.id), asked() - before]).toEqual(['unknown', 0]);
  });

  test('is refused with a stable code, and one signed at another time with its own', async () => {
    const body = told('7700000000000045');
    const unsigned = await hub.api.post(hub.path, { raw: body });
    expect([unsigned.statusCode, codeOf(unsigned)]).toEqual([401, 'bad_signature']);
    const wrong = await send(body, { secret: Buffer.alloc(32) });
    expect([wrong.statusCode, codeOf(wrong)]).toEqual([401, 'bad_signature']);
    for (const minutes of [-6, 6]) {
      const at = new Date(hub.api.clock.now().getTime() + minutes * 60_000);
      const stale = await send(body, { at });
      expect([stale.statusCode, codeOf(stale)]).toEqual([401, 'stale_timestamp']);
    }
  });

  test('is answered alike, whether the provider exists, has no key, or does not exist', async () => {
    const answers = [];
    for (const code of ['gas', 'water', 'nobody', 'NO-BODY']) {
      const path = `/v1/provider-notifications/${code}`;
      const wrong = { secret: Buffer.alloc(32), path };
      const stale = { ...wrong, at: new Date(hub.api.clock.now().getTime() - 3_600_000) };
      for (const answer of [
        await send(told('7700000000000046'), wrong),
        await send(told('7700000000000046'), stale),
        await hub.api.post(path, { raw: 'x' }),
      ]) {
        answers.push({ ...answer.json<object>(), requestId: '', status: answer.statusCode });
      }
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test('is counted for its network, however many providers it invents', async () => {
    const limits = { notificationsPerNetworkPerMinute: 5 };
    await withServer(hub.api, { limits }, async (app) => {
      const statuses = [];
      for (let index = 0; index < 7; index += 1) {
        const url = `/v1/provider-notifications/invented-${index}`;
        statuses.push((await app.inject({ method: 'POST', url, payload: {} })).statusCode);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    });
  });

  test('uses up nothing of what the provider may say', async () => {
    for (let index = 0; index < 20; index += 1) await send(told('7700000000000047'), { secret: Buffer.alloc(32) });
    const nonce = 'n-of-a-stranger-1';
    await send(told('7700000000000047'), { secret: Buffer.alloc(32), nonce });
    expect((await send(told('7700000000000047'), { nonce })).statusCode).toBe(202);
  });
});

describe('a call that cannot be read', () => {
  test.each([
    ['not JSON', '<p>'],
    ['a key twice', '{"id":"x","id":"y"}'],
    ['of an unknown type', '{"id":"x","type":"refund","happenedAt":"2026-11-20T06:00:00Z"}'],
    ['deep', `${'['.repeat(2_000)}${']'.repeat(2_000)}`],
  ])('is refused, though it is signed: %s', async (_what, body) => {
    const answer = await send(body);
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_request']);
  });

  test('says which field is wrong where it is an account that cannot be', async () => {
    const body = { id: 'd-0', type: 'debt', account: '12', happenedAt: '2026-11-20T06:00:00Z' };
    const answer = await send(JSON.stringify(body));
    expect([codeOf(answer), fieldsOf(answer)]).toEqual(['invalid_request', ['/account']]);
  });

  test('is not read at all beyond 16 KiB', async () => {
    const answer = await send(`${told('7700000000000048')}${' '.repeat(17_000)}`);
    expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'payload_too_large']);
  });
});
