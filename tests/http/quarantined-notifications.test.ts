import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNudges } from '../../src/delivery/nudge.ts';
import { defaultDeliverySettings } from '../../src/delivery/model.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { createProviderNotificationService } from '../../src/provider-notifications/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { codeOf, withServer, listen } from './api-fixture.ts';
import { freshAccount } from './counter.ts';
import { notifyingFixture, type NotifyingFixture } from './notifying.ts';

const by = { kind: 'system', id: null } as const;
const told: { readonly providerCode: string; readonly reason: string }[] = [];
const lines: string[] = [];

let hub: NotifyingFixture;
let anna: string;
beforeAll(async () => {
  hub = await notifyingFixture({
    answersHoldMs: 15_000,
    logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
  });
  const made = valueOf(await hub.api.hub.operators.add('anna'));
  const body = { grant_type: 'client_credentials', client_id: 'anna', client_secret: made.secret };
  anna = (await hub.api.post('/v1/operator/token', { body })).json<{ access_token: string }>().access_token;
});
afterAll(() => hub.api.close());

/** The same noun over the same hub, with an ear of the test's own and as many calls as it says. */
function serviceWith(perMinute = 600, clock: Clock = hub.api.clock) {
  const { db, ids, crypto, throttle, providers, debts, plans } = hub.api.hub;
  return createProviderNotificationService({
    ...{ db, clock, ids, cipher: crypto.cipher, throttle, providers, debts, plans, perMinute },
    nudges: createNudges({ sql: db.sql, clock, settings: defaultDeliverySettings }),
    onQuarantine: (event) => told.push(event),
  });
}

/** Opens a second door with that service, and calls it. */
async function through<T>(perMinute: number, work: (notifier: NotifyingFixture['notifier']) => Promise<T>): Promise<T> {
  return withServer(hub.api, { deps: { providerNotifications: serviceWith(perMinute) } }, async (app) => {
    const port = await listen(app);
    return work(hub.makeNotifier({ url: `http://127.0.0.1:${port}${hub.path}` }));
  });
}

const confirmed = (reference: string) => ({ type: 'payment', reference, state: 'confirmed' }) as const;

describe('what does not fit', () => {
  test('is taken like everything else, kept once for a person, and told to the log once', async () => {
    const never = await hub.bank.paid();
    const abroad = await hub.bank.paid('23.15', 'power');
    await through(600, async (notifier) => {
      for (const reference of ['7700000000000042', '7700000000000042', abroad.receiptNumber, never.receiptNumber]) {
        expect(await notifier.tell(confirmed(reference))).toBe(202);
      }
    });
    expect((await hub.quarantined()).toSorted()).toEqual(
      [
        `contradiction ${never.receiptNumber} confirmed accepted 1`,
        `unknown_payment ${abroad.receiptNumber} confirmed - 1`,
        'unknown_payment 7700000000000042 confirmed - 2',
      ].toSorted(),
    );
    expect(told.map(({ reason }) => reason)).toEqual(['unknown_payment', 'unknown_payment', 'contradiction']);
    expect([await hub.stateOf(never.id), await hub.stateOf(abroad.id)]).toEqual(['accepted', 'accepted']);
  });

  test('is success after reversal; an older word for it is only late, and what agrees is nothing', async () => {
    const payment = await hub.bank.paid();
    await hub.deliver();
    const booked = hub.api.clock.now();
    hub.api.clock.advanceMs(60_000);
    await hub.api.post(`/v1/payments/${payment.id}/reversal`, { as: hub.bank.at, body: { reason: 'wrong account' } });
    expect(await hub.say(payment.receiptNumber, 'cancelled')).toBe(202);
    await hub.deliver();
    hub.api.clock.advanceMs(60_000);
    const before = (await hub.quarantined()).length;
    expect(await hub.say(payment.receiptNumber, 'confirmed', { happenedAt: booked })).toBe(202);
    expect(await hub.say(payment.receiptNumber, 'cancelled')).toBe(202);
    expect((await hub.quarantined()).length).toBe(before);
    expect(await hub.say(payment.receiptNumber, 'confirmed')).toBe(202);
    await hub.deliver();
    expect(await hub.stateOf(payment.id)).toBe('reversed');
    expect(await hub.quarantined()).toContain(`contradiction ${payment.receiptNumber} confirmed reversed 1`);
  });

  test('is listed for operators and resolved with a note, once', async () => {
    const base = '/v1/operator/quarantined-notifications';
    const list = async (query: string) =>
      (await hub.api.get(`${base}?${query}`, { token: anna })).json<{
        notifications: { id: string; subject: string; provider: string }[];
        next: string | null;
      }>();
    const first = await list('state=open&provider=gas&limit=2');
    expect(first.notifications).toHaveLength(2);
    const second = await list(`state=open&provider=gas&limit=2&before=${first.next ?? ''}`);
    const [one] = first.notifications;
    expect(second.notifications.map(({ id }) => id)).not.toContain(one?.id);
    expect(await list('provider=water')).toEqual({ notifications: [], next: null });
    const resolve = (body: unknown) => hub.api.post(`${base}/${one?.id ?? ''}/resolve`, { token: anna, body });
    expect(codeOf(await resolve({ note: ' ' }))).toBe('invalid_request');
    const resolved = await resolve({ note: 'The provider had mixed up two numbers.' });
    expect(resolved.json<object>()).toMatchObject({
      ...{ state: 'resolved', resolvedBy: 'anna', note: 'The provider had mixed up two numbers.' },
    });
    expect(codeOf(await resolve({ note: 'again' }))).toBe('case_resolved');
    const nobody = `${base}/0190a000-0000-7000-8000-000000000000/resolve`;
    expect(codeOf(await hub.api.post(nobody, { token: anna, body: { note: 'x' } }))).toBe('not_found');
    const open = (await list('state=open')).notifications.map(({ id }) => id);
    expect(open).not.toContain(one?.id);
  });
});

describe('what a provider says of an account', () => {
  test('ends the answer that is held for it, and for no other; nothing of it reaches the log', async () => {
    const [account, other] = [freshAccount(hub.api), freshAccount(hub.api)];
    const ask = async (number: string) => {
      const before = hub.gas.calls('debt');
      await hub.api.post('/v1/debts', { as: hub.bank.at, body: { provider: 'gas', account: number } });
      return hub.gas.calls('debt') - before;
    };
    expect([await ask(account), await ask(other), await ask(account)]).toEqual([1, 1, 0]);
    hub.api.clock.advanceMs(5_000);
    expect(await hub.notifier.tell({ type: 'debt', account })).toBe(202);
    hub.api.clock.advanceMs(3_000);
    expect([await ask(account), await ask(other)]).toEqual([1, 0]);
    hub.api.clock.advanceMs(5_000);
    expect(await ask(account)).toBe(0);
    const log = lines.join('\n');
    for (const secret of [account, hub.door.secret.toString('base64'), 'sig1=:']) expect(log).not.toContain(secret);
    expect(log).toContain('/v1/provider-notifications/:provider');
  });
});

describe('what a provider says of its plans', () => {
  test('is announced once; a plan of nobody and other terms are for a person', async () => {
    const { plans } = hub.api.hub;
    const providerId = hub.gasId;
    const plan = (code: string) => ({
      ...{ providerId, code, name: code, lineKinds: ['prepaid' as const], period: 'month' as const },
      ...{ offeredFrom: '2020-01-01', offeredUntil: null },
      terms: [
        {
          ...{ validFrom: '2020-01-01', price: null },
          allowances: { internetMb: null, domesticMinutes: null, messengersMb: null },
          charging: {
            ...{ domesticMinute: null, regionMinute: null, internetMb: null, callStepS: null, internetStepKb: null },
            freeOnNetMinutes: null,
          },
        },
      ],
    });
    await plans.addPlans([plan('old'), plan('new')]);
    const notice = {
      type: 'plan-replacement',
      ...{ withdrawnPlan: 'old', replacementPlan: 'new' },
      ...{ announcedOn: '2026-11-20', changesOn: '2026-12-20', charge: '0.00', currency: 'AZN' },
    } as const;
    const before = await hub.quarantined();
    expect(await hub.notifier.tell(notice)).toBe(202);
    expect(await hub.notifier.tell(notice)).toBe(202);
    expect(await plans.listReplacements(providerId)).toMatchObject([{ announcedOn: '2026-11-20', charge: 0n }]);
    expect(await hub.quarantined()).toEqual(before);
    expect(await hub.notifier.tell({ ...notice, changesOn: '2026-12-25' })).toBe(202);
    expect(await hub.notifier.tell({ ...notice, withdrawnPlan: 'unheard-of' })).toBe(202);
    const news = (await hub.quarantined()).filter((one) => !before.includes(one)).toSorted();
    expect(news).toEqual([
      'contradiction old new 2026-11-20 2026-12-25 0 - 1',
      'unknown_plan unheard-of new 2026-11-20 2026-12-20 0 - 1',
    ]);
    expect(await plans.listReplacements(providerId)).toMatchObject([{ changesOn: '2026-12-20' }]);
    // Under a name that was used, a withdrawal is kept apart whole: nobody hears of it.
    const paid = { id: 'a-used-name' };
    expect(await hub.say('7700000000000060', 'confirmed', paid)).toBe(202);
    expect(await hub.notifier.tell({ ...notice, withdrawnPlan: 'new', replacementPlan: 'old' }, paid)).toBe(202);
    expect(await plans.listReplacements(providerId)).toHaveLength(1);
    expect((await hub.quarantined()).filter((one) => one.startsWith('id_reused new old'))).toHaveLength(1);
  });
});

describe('one provider', () => {
  test('is heard so often in a minute, and another meanwhile', async () => {
    hub.api.clock.advanceMs(60_000);
    await through(3, async (notifier) => {
      const statuses = [];
      for (let index = 0; index < 5; index += 1) statuses.push(await notifier.tell(confirmed('7700000000000050')));
      expect(statuses).toEqual([202, 202, 202, 429, 429]);
      const { key, secret } = valueOf(await hub.api.hub.providerNotifications.addKey(by, { providerCode: 'power' }));
      const path = hub.path.replace('gas', 'power');
      const url = hub.door.url.replace(hub.path, path);
      const power = hub.makeNotifier({ url, keyId: key.id, secret: Buffer.from(secret, 'base64') });
      expect(await power.tell(confirmed('7700000000000050'))).toBe(202);
      hub.api.clock.advanceMs(60_000);
      expect(await notifier.tell(confirmed('7700000000000050'))).toBe(202);
    });
  });
});

describe('the key of a provider', () => {
  const keys = '/v1/operator/providers/gas/notification-keys';
  const add = async (body: object) =>
    (await hub.api.post(keys, { token: anna, body })).json<{ key: { keyId: string }; secret: string }>();
  const says = async ({ key, secret }: { key: { keyId: string }; secret: string }) =>
    hub
      .makeNotifier({ keyId: key.keyId, secret: Buffer.from(secret, 'base64') })
      .tell({ type: 'debt', account: '10000001' });

  test('is shown once, renewed with a day of overlap, and ends at once where it is revoked', async () => {
    const first = await add({});
    expect(Buffer.from(first.secret, 'base64')).toHaveLength(32);
    const next = await add({ replaces: first.key.keyId });
    expect([await says(first), await says(next)]).toEqual([202, 202]);
    const shown = await hub.api.get(keys, { token: anna });
    expect(shown.body).not.toContain(first.secret);
    hub.api.clock.advanceMs(24 * 3_600_000);
    expect([await says(first), await says(next)]).toEqual([401, 202]);
    await hub.api.post(`${keys}/${next.key.keyId}/revoke`, { token: anna });
    expect(await says(next)).toBe(401);
  });

  test('is of a provider that tells something, and there are few', async () => {
    const nobody = '/v1/operator/providers/nobody/notification-keys';
    expect(codeOf(await hub.api.post(nobody, { token: anna, body: {} }))).toBe('not_found');
    expect(codeOf(await hub.api.post(keys, { token: anna, body: { replaces: 'gas-00000000' } }))).toBe(
      'invalid_request',
    );
    await add({});
    await add({});
    expect(codeOf(await hub.api.post(keys, { token: anna, body: {} }))).toBe('invalid_request');
    expect(codeOf(await hub.api.post(`${keys}/gas-00000000/revoke`, { token: anna }))).toBe('not_found');
  });
});

test('the example of the documents signs with curl and openssl as it stands', async () => {
  const text = await readFile('docs/connecting-a-provider.md', 'utf8');
  const [, block = 'false'] = /```bash\n(# telling:[^`]*)```/.exec(text) ?? [];
  // The example takes the machine's clock: so does this hub.
  const providerNotifications = serviceWith(600, { now: () => new Date() });
  await withServer(hub.api, { deps: { providerNotifications } }, async (app) => {
    const HUB = `http://127.0.0.1:${await listen(app)}`;
    const shared = { KEY: hub.door.keyId, SECRET: hub.door.secret.toString('base64') };
    const env = { ...process.env, HUB, PROVIDER: 'gas', ...shared };
    const { stdout } = await promisify(execFile)('bash', ['-c', block], { env });
    expect(JSON.parse(stdout)).toEqual({ id: 'try-1' });
  });
});

test('what is too old to be repeated is forgotten, and what a person has to look at stays', async () => {
  const { providerNotifications, debts } = hub.api.hub;
  const open = await hub.quarantined();
  hub.api.clock.advanceMs(31 * 24 * 3_600_000);
  expect(await providerNotifications.sweep()).toBeGreaterThan(0);
  expect(await debts.sweepChanges(100)).toBeGreaterThan(0);
  expect(await providerNotifications.sweep()).toBe(0);
  expect(await hub.quarantined()).toEqual(open);
});
