import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meterBooks } from '../../adapters/native-rest/simulator-meters.ts';
import { apiFixture, type ApiFixture, codeOf } from './api-fixture.ts';
import { counterOf, freshAccount } from './counter.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
});
afterAll(() => api.close());

const gas = () => api.providers.get('gas')?.id ?? '';
const credits = () => meterBooks(api.simulator.books('gas')).credits;
const path = (id: string) => `/v1/payments/${id}/card-load`;
const step = (id: string, body: object, as = api.counters.bank) => api.post(path(id), { as, body });
const stateOf = async (id: string) =>
  (await api.get(path(id), { as: api.counters.bank })).json<{ state: string; attempt: number }>();
const reverse = (id: string) =>
  api.post(`/v1/payments/${id}/reversal`, { as: api.counters.bank, body: { reason: 'wrong card' } });

/** A confirmed payment for a meter, and the card of that meter. */
async function paidFor() {
  const account = freshAccount(api);
  const payment = await bank.paid('23.15', 'gas', account);
  await api.hub.deliverer.run(gas());
  return { ...payment, account, card: `C-${Number(account) - 10_000_000}` };
}

/** The provider gives the meter of an account another card. */
function giveCard(account: string, smartCard: string): void {
  const books = api.simulator.books('gas');
  const meter = books.findAccount(account)?.meter;
  if (!meter) throw new Error('the account has no meter');
  books.writeNote({ kind: 'card', id: smartCard, body: account }, { account, set: { meter: { ...meter, smartCard } } });
}

describe('the card of a prepaid meter', () => {
  test('is loaded in four steps, each of which may be sent again', async () => {
    const { id, card, receiptNumber } = await paidFor();
    const issued = await step(id, { step: 'issue', card });
    expect(issued.json()).toMatchObject({
      ...{ paymentId: id, card, state: 'issued', attempt: 1, amount: { amount: '23.15', currency: 'AZN' } },
      credit: credits().get(receiptNumber)?.credit,
      writeBefore: new Date(api.clock.now().getTime() + 900_000).toISOString(),
    });
    expect((await step(id, { step: 'issue', card })).json()).toEqual(issued.json());
    expect((await step(id, { step: 'written' })).json()).toMatchObject({ state: 'confirmed', writeBefore: null });
    expect((await step(id, { step: 'written' })).json()).toMatchObject({ state: 'confirmed' });
    expect(credits().get(receiptNumber)?.state).toBe('loaded');
    expect(codeOf(await reverse(id))).toBe('not_reversible');
    const events = await api.database.owner.sql.rows(
      'SELECT from_state, to_state FROM card_load_event WHERE payment_id = $1 ORDER BY id',
      [id],
    );
    expect(events).toEqual([
      { from_state: 'paid', to_state: 'issued' },
      { from_state: 'issued', to_state: 'loaded' },
      { from_state: 'loaded', to_state: 'confirmed' },
    ]);
  });

  test('that was written while the provider was away is told later', async () => {
    const { id, card, receiptNumber } = await paidFor();
    await step(id, { step: 'issue', card });
    api.simulator.faults('gas').set([{ fault: 'down', operations: ['card'] }]);
    expect((await step(id, { step: 'written' })).json()).toMatchObject({ state: 'loaded' });
    expect(codeOf(await reverse(id))).toBe('not_reversible');
    await api.hub.cards.workOff();
    expect((await stateOf(id)).state).toBe('loaded');
    api.simulator.faults('gas').clear();
    await api.hub.cards.workOff();
    expect((await stateOf(id)).state).toBe('confirmed');
    expect(credits().get(receiptNumber)?.state).toBe('loaded');
  });

  test('that could not be written gets other credit, and the first is worth nothing', async () => {
    const { id, card, receiptNumber } = await paidFor();
    const first = (await step(id, { step: 'issue', card })).json<{ credit: string }>();
    expect((await step(id, { step: 'not-written' })).json()).toMatchObject({ state: 'not-loaded' });
    expect(codeOf(await step(id, { step: 'written' }))).toBe('card_step_refused');
    const second = (await step(id, { step: 'issue', card })).json<{ credit: string; attempt: number }>();
    expect(second.attempt).toBe(2);
    expect(second.credit).not.toBe(first.credit);
    expect(credits().get(receiptNumber)?.credit).toBe(second.credit);
  });

  test('is not decided by a late word about the credit before it', async () => {
    const { id, card, receiptNumber } = await paidFor();
    await step(id, { step: 'issue', card });
    await step(id, { step: 'not-written', attempt: 1 });
    await step(id, { step: 'issue', card });
    // Sent at the time of the first credit, or by whoever knows of no other.
    for (const late of [{ attempt: 1 }, {}]) {
      expect(codeOf(await step(id, { step: 'written', ...late }))).toBe('card_step_refused');
      expect(codeOf(await step(id, { step: 'not-written', ...late }))).toBe('card_step_refused');
    }
    expect(await stateOf(id)).toMatchObject({ state: 'issued', attempt: 2 });
    expect(credits().get(receiptNumber)?.state).toBe('issued');
    expect(codeOf(await step(id, { step: 'issue', card, attempt: 2 }))).toBe('invalid_request');
    expect((await step(id, { step: 'written', attempt: 2 })).json()).toMatchObject({ state: 'confirmed' });
  });

  test('that nobody wrote in time counts as not loaded', async () => {
    const { id, card } = await paidFor();
    await step(id, { step: 'issue', card });
    api.clock.advanceMs(899_999);
    await api.hub.cards.workOff();
    expect((await stateOf(id)).state).toBe('issued');
    api.clock.advanceMs(1);
    await api.hub.cards.workOff();
    expect((await stateOf(id)).state).toBe('not-loaded');
  });

  test('that was not written is taken back before the payment is undone', async () => {
    const { id, card, receiptNumber } = await paidFor();
    await step(id, { step: 'issue', card });
    const reversed = await reverse(id);
    expect(reversed.statusCode).toBe(202);
    expect(credits().get(receiptNumber)?.state).toBe('voided');
    await api.hub.deliverer.run(gas());
    expect((await stateOf(id)).state).toBe('voided');
    expect(codeOf(await step(id, { step: 'issue', card }))).toBe('card_step_refused');
  });

  test('whose credit may or may not be taken back holds the payment until the provider says', async () => {
    const { id, card, receiptNumber } = await paidFor();
    await step(id, { step: 'issue', card });
    api.simulator.faults('gas').set([{ fault: 'apply-then-reset', operations: ['card'] }]);
    expect(codeOf(await reverse(id))).toBe('provider_unavailable');
    expect((await stateOf(id)).state).toBe('voiding');
    expect(codeOf(await step(id, { step: 'written' }))).toBe('card_step_refused');
    api.simulator.faults('gas').clear();
    expect((await reverse(id)).statusCode).toBe(202);
    expect(credits().get(receiptNumber)?.state).toBe('voided');
  });

  test('a card that was typed wrong keeps no other from the credit, until there is some', async () => {
    const { id, card } = await paidFor();
    expect(codeOf(await step(id, { step: 'issue', card: 'C-0' }))).toBe('card_step_refused');
    expect((await step(id, { step: 'issue', card })).json()).toMatchObject({ state: 'issued', card });
    expect(codeOf(await step(id, { step: 'issue', card: 'C-0' }))).toBe('card_step_refused');
    expect((await stateOf(id)).state).toBe('issued');
  });

  test('whose number was typed wrong keeps nobody from undoing the payment', async () => {
    const { id } = await paidFor();
    expect(codeOf(await step(id, { step: 'issue', card: 'C-0' }))).toBe('card_step_refused');
    expect((await reverse(id)).statusCode).toBe(202);
    expect((await stateOf(id)).state).toBe('voided');
    await api.hub.deliverer.run(gas());
    const payment = await api.get(`/v1/payments/${id}`, { as: api.counters.bank });
    expect(payment.json()).toMatchObject({ state: 'reversed' });
  });

  test('which the provider knows to be loaded is believed to be, and stays paid', async () => {
    const { id, card, receiptNumber } = await paidFor();
    await step(id, { step: 'issue', card });
    const body = { ...credits().get(receiptNumber), state: 'loaded' };
    api.simulator.books('gas').writeNote({ kind: 'credit', id: receiptNumber, body });
    expect(codeOf(await reverse(id))).toBe('not_reversible');
    expect((await stateOf(id)).state).toBe('confirmed');
  });

  test('whose credit is out is not believed to be taken back by a provider that no longer knows the card', async () => {
    const { id, card, account } = await paidFor();
    await step(id, { step: 'issue', card });
    giveCard(account, 'C-other');
    expect(codeOf(await reverse(id))).toBe('provider_unavailable');
    expect((await stateOf(id)).state).toBe('voiding');
    giveCard(account, card);
    await api.hub.cards.workOff();
    expect((await stateOf(id)).state).toBe('voided');
  });

  test('another card than the one of a lost answer gets credit of its own, and the first is worth nothing', async () => {
    const { id, card, account, receiptNumber } = await paidFor();
    api.simulator.faults('gas').set([{ fault: 'apply-then-reset', operations: ['card'] }]);
    expect(codeOf(await step(id, { step: 'issue', card }))).toBe('provider_unavailable');
    const lost = credits().get(receiptNumber)?.credit;
    api.simulator.faults('gas').clear();
    giveCard(account, 'C-new');
    const issued = await step(id, { step: 'issue', card: 'C-new' });
    expect(issued.json()).toMatchObject({ state: 'issued', card: 'C-new', attempt: 2 });
    expect(credits().get(receiptNumber)).toMatchObject({
      card: 'C-new',
      credit: issued.json<{ credit: string }>().credit,
    });
    expect(credits().get(receiptNumber)?.credit).not.toBe(lost);
  });

  test('may be another eight times, and the payment is undone then', async () => {
    const { id, card } = await paidFor();
    for (let wrong = 0; wrong < 9; wrong += 1) await step(id, { step: 'issue', card: `C-wrong-${wrong}` });
    expect(codeOf(await step(id, { step: 'issue', card }))).toBe('card_step_refused');
    expect(await stateOf(id)).toMatchObject({ state: 'paid', attempt: 9 });
    expect((await reverse(id)).statusCode).toBe(202);
  });

  test('a lost answer issues no second credit', async () => {
    const { id, card, receiptNumber } = await paidFor();
    api.simulator.faults('gas').set([{ fault: 'apply-then-reset', operations: ['card'] }]);
    expect(codeOf(await step(id, { step: 'issue', card }))).toBe('provider_unavailable');
    const issued = credits().get(receiptNumber)?.credit;
    api.simulator.faults('gas').clear();
    expect((await step(id, { step: 'issue', card })).json()).toMatchObject({
      state: 'issued',
      attempt: 1,
      credit: issued,
    });
  });

  test('is nobody else’s, and only of a payment that is there', async () => {
    const { id, card } = await paidFor();
    expect(codeOf(await step(id, { step: 'issue', card }, api.counters.other))).toBe('not_found');
    expect(codeOf(await api.get(path(id), { as: api.counters.bank }))).toBe('not_found');
    expect(codeOf(await step(id, { step: 'issue' }))).toBe('invalid_request');
    expect(codeOf(await step(id, { step: 'written', card }))).toBe('invalid_request');
    expect(codeOf(await step(id, { step: 'issue', card: 'C-0' }))).toBe('card_step_refused');
    const unpaid = await bank.paid('23.15', 'gas');
    expect(codeOf(await step(unpaid.id, { step: 'issue', card: 'C-1' }))).toBe('card_step_refused');
  });

  test('two tellers at once write one card: one is told that it does not follow', async () => {
    const { id, card } = await paidFor();
    await step(id, { step: 'issue', card });
    const both = await Promise.all([step(id, { step: 'written' }), step(id, { step: 'not-written' })]);
    expect(both.map((answer) => answer.statusCode).toSorted()).toEqual([200, 409]);
  });
});
