import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type Answer, type ApiFixture, type Call } from './api-fixture.ts';
import { counterOf, newKey } from './counter.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let anna: string;
let bahar: string;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  [anna, bahar] = [await operatorToken('anna'), await operatorToken('bahar')];
});
afterAll(() => api.close());

async function operatorToken(login: string): Promise<string> {
  const { secret } = valueOf(await api.hub.operators.add(login));
  const body = { grant_type: 'client_credentials', client_id: login, client_secret: secret };
  return (await api.post('/v1/operator/token', { body })).json<{ access_token: string }>().access_token;
}

interface Shown {
  readonly refundId: string;
  readonly state: string;
}

const reason = 'paid for a flat that was sold';
const ask = (paymentId: string, { key = newKey(), ...what }: Call & { key?: string } = {}) =>
  api.post(`/v1/payments/${paymentId}/refunds`, {
    ...{ as: bank.at, body: { reason } },
    ...what,
    headers: { 'idempotency-key': key },
  });
const shown = (answer: Answer) => answer.json<Shown>();
const asked = async (paymentId: string) => {
  const answer = await ask(paymentId);
  expect(answer.statusCode, answer.body).toBe(201);
  return shown(answer).refundId;
};
const approve = (refundId: string, token = anna) => api.post(`/v1/operator/refunds/${refundId}/approve`, { token });
const refuse = (refundId: string, token = anna) =>
  api.post(`/v1/operator/refunds/${refundId}/refuse`, { token, body: { reason: 'the provider has delivered' } });
const refundsOf = async (paymentId: string) =>
  (await api.get(`/v1/payments/${paymentId}/refunds`, { as: bank.at })).json<{ refunds: Shown[] }>().refunds;
const stateOf = async (id: string) =>
  (await api.get(`/v1/payments/${id}`, { as: bank.at })).json<{ state: string }>().state;
const position = async () => (await api.get('/v1/position', { as: bank.at })).json<object>();
const deliver = async () => {
  for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
};
const nextDay = () => api.clock.advanceMs(24 * 3_600_000);

/** A payment that its provider confirmed on a day that is over. */
async function confirmedYesterday(provider = 'gas') {
  const payment = await bank.paid('23.15', provider);
  await deliver();
  nextDay();
  // The lane moves to the new day with the first payment of it.
  await bank.paid();
  await deliver();
  return payment;
}

describe('a refund', () => {
  test('is asked for by a teller, approved by an operator, and carried out when the provider has cancelled', async () => {
    const before = await position();
    const payment = await bank.paid('23.15', 'water');
    await deliver();
    nextDay();
    const later = await bank.paid();
    const answer = await ask(payment.id);
    expect([answer.statusCode, answer.json<object>()]).toMatchObject([
      201,
      {
        paymentId: payment.id,
        state: 'requested',
        reason,
        requestedBy: `teller:${bank.at.teller.id}`,
        decidedBy: null,
      },
    ]);
    await deliver();
    expect(await stateOf(payment.id)).toBe('confirmed');
    const approved = await approve(shown(answer).refundId);
    expect([approved.statusCode, approved.json<object>()]).toMatchObject([
      200,
      { state: 'approved', decidedBy: 'anna' },
    ]);
    await deliver();
    expect(await stateOf(payment.id)).toBe('reversed');
    expect(await refundsOf(payment.id)).toMatchObject([{ state: 'done', decidedBy: 'anna' }]);
    expect(api.simulator.books('water').findPayment(payment.receiptNumber)).toMatchObject({ cancelled: true });
    // The fee of 0.40 and its tax went back with the amount.
    await api.post(`/v1/payments/${later.id}/reversal`, { as: bank.at, body: { reason: 'clean up' } });
    await deliver();
    expect(await position()).toEqual(before);
  });

  test('is for what was confirmed and can no longer be reversed, and for nothing else', async () => {
    const accepted = await bank.paid();
    expect(codeOf(await ask(accepted.id))).toBe('refund_not_due');
    await deliver();
    const sameDay = await ask(accepted.id);
    expect([sameDay.statusCode, codeOf(sameDay)]).toEqual([409, 'refund_not_due']);
    nextDay();
    await bank.paid();
    expect((await ask(accepted.id)).statusCode).toBe(201);
    const reversed = await bank.paid();
    await api.post(`/v1/payments/${reversed.id}/reversal`, { as: bank.at, body: { reason: 'wrong account' } });
    expect(codeOf(await ask(reversed.id))).toBe('already_reversed');
  });

  test('cannot be approved by whoever asked, and is decided once', async () => {
    const { id: paymentId } = await confirmedYesterday();
    const answer = await api.post('/v1/operator/refunds', { token: anna, body: { paymentId, reason } });
    expect([answer.statusCode, answer.json<object>()]).toMatchObject([201, { requestedBy: 'anna' }]);
    const { refundId } = shown(answer);
    const own = await approve(refundId);
    expect([own.statusCode, codeOf(own)]).toEqual([403, 'same_actor']);
    expect((await approve(refundId, bahar)).statusCode).toBe(200);
    expect(codeOf(await refuse(refundId))).toBe('refund_decided');
    await deliver();
    expect(codeOf(await approve(refundId, bahar))).toBe('refund_decided');
    const list = await api.get('/v1/operator/refunds?state=done&limit=1', { token: anna });
    expect(list.json<object>()).toMatchObject({ refunds: [{ refundId, state: 'done', decidedBy: 'bahar' }] });
  });

  test('that is refused changes nothing, tells the agent, and may be asked for anew', async () => {
    const { id } = await confirmedYesterday();
    await api.hub.relay.publishDue();
    const refused = await refuse(await asked(id));
    expect([refused.statusCode, refused.json<object>()]).toMatchObject([
      200,
      { state: 'refused', answer: 'the provider has delivered' },
    ]);
    const events = await api.database.db.sql.rows('SELECT topic, subject_id FROM outbox');
    expect(events).toEqual([{ topic: 'payment.reversal_refused', subject_id: id }]);
    expect(await stateOf(id)).toBe('confirmed');
    const again = await asked(id);
    expect(await refundsOf(id)).toMatchObject([{ state: 'refused' }, { refundId: again, state: 'requested' }]);
  });

  test('that the provider does not cancel is declined; the payment stands, and the next wish asks it again', async () => {
    const { id, receiptNumber } = await confirmedYesterday();
    api.simulator.faults('gas').set([{ fault: 'refuses-cancel' }]);
    await approve(await asked(id));
    await deliver();
    expect([await stateOf(id), (await refundsOf(id))[0]?.state]).toEqual(['confirmed', 'declined']);
    api.simulator.faults('gas').set([]);
    await approve(await asked(id), bahar);
    await deliver();
    expect((await refundsOf(id)).map(({ state }) => state)).toEqual(['declined', 'done']);
    expect(api.simulator.books('gas').findPayment(receiptNumber)).toMatchObject({ cancelled: true });
  });

  test('of many wishes and approvals at once moves the money once', async () => {
    const { id, receiptNumber } = await confirmedYesterday();
    const wishes = await Promise.all(Array.from({ length: 20 }, () => ask(id)));
    expect(wishes.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(new Set(wishes.filter(({ statusCode }) => statusCode !== 201).map(codeOf))).toEqual(
      new Set(['refund_open']),
    );
    const { refundId } = (await refundsOf(id))[0] as Shown;
    await Promise.all(Array.from({ length: 20 }, (_, index) => approve(refundId, index % 2 ? anna : bahar)));
    await deliver();
    const moved = await api.database.db.sql.rows(
      `SELECT t.kind, count(*)::int AS count FROM transfer t JOIN payment y ON y.id = t.payment_id WHERE y.receipt_number = $1 GROUP BY 1 ORDER BY 1`,
      [receiptNumber],
    );
    expect(moved).toEqual(['acceptance', 'cancellation', 'confirmation'].map((kind) => ({ kind, count: 1 })));
  });

  test('has a key: the same wish again is the same refund, another under it is refused', async () => {
    const { id } = await confirmedYesterday();
    const other = await bank.paid();
    const key = newKey();
    const [first, second] = [await ask(id, { key }), await ask(id, { key })];
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.json<object>()).toEqual(first.json<object>());
    expect(codeOf(await ask(id, { key, body: { reason: 'another' } }))).toBe('idempotency_key_reused');
    expect(codeOf(await ask(other.id, { key }))).toBe('idempotency_key_reused');
  });

  test('needs a reason that can be read', async () => {
    const { id } = await confirmedYesterday();
    for (const body of [{}, { reason: '' }, { reason: '\u202e' }, { reason: 'x'.repeat(201) }]) {
      const answer = await ask(id, { body });
      expect([codeOf(answer), fieldsOf(answer)]).toEqual(['invalid_request', ['/reason']]);
    }
  });

  test('of another agent’s payment does not exist', async () => {
    const { id } = await confirmedYesterday();
    const foreign = await ask(id, { as: api.counters.other });
    expect([foreign.statusCode, codeOf(foreign)]).toEqual([404, 'not_found']);
    expect(codeOf(await api.get(`/v1/payments/${id}/refunds`, { as: api.counters.other }))).toBe('not_found');
    expect(await refundsOf(id)).toEqual([]);
  });

  test('leaves books in which the verifier finds nothing, and a day that closes', async () => {
    nextDay();
    await bank.paid();
    await deliver();
    expect((await api.hub.settlement.closeDue()).length).toBeGreaterThan(1);
    expect((await verifyBooks({ db: api.database.db, clock: api.clock })).findings).toEqual([]);
  });
});
