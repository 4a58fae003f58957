import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { ok } from '../../src/kernel/result.ts';
import { createMailbox, type Mailbox } from '../../src/platform/mail/mailbox.ts';
import { createMailer, type Message } from '../../src/platform/mail/mailer.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const clock = simulatedClock(new Date('2026-11-22T10:02:11Z'));
let database: TestDatabase;
let mailbox: Mailbox;

const sms: Message = {
  channel: 'sms',
  to: '+994501234567',
  language: 'az',
  subject: 'Təsdiq kodu',
  text: 'Kod 123456',
};

beforeAll(async () => {
  database = await testDatabase();
  mailbox = createMailbox({ db: database.db, clock, ids: systemIds(clock) });
});

afterAll(() => database.close());

describe('the mailbox of the sample world', () => {
  test('shows what would have gone out, newest first, and the file that came with it', async () => {
    const bytes = Buffer.from('%PDF-1.7 sheet');
    const attachment = { name: 'vərəqə.pdf', contentType: 'application/pdf', bytes } as const;
    expect(await mailbox.send(sms)).toEqual(ok(undefined));
    clock.advanceMs(1_000);
    await mailbox.send({ ...sms, channel: 'email', to: 'leyla@example.az', attachment });
    const [newest, older] = await mailbox.list();
    expect(newest).toMatchObject({ channel: 'email', address: 'leyla@example.az', attachmentName: 'vərəqə.pdf' });
    expect(older).toMatchObject({ channel: 'sms', address: sms.to, body: sms.text, attachmentName: null });
    expect(newest?.createdAt).toEqual(clock.now());
    expect(await mailbox.findAttachment(newest?.id ?? '')).toEqual({ name: 'vərəqə.pdf', bytes });
    expect(await mailbox.findAttachment(older?.id ?? '')).toBeUndefined();
    expect(await mailbox.findAttachment("x' OR true --")).toBeUndefined();
    expect(await mailbox.list('leyla@example.az')).toHaveLength(1);
    expect(await mailbox.list('nobody@example.az')).toEqual([]);
  });

  test('keeps the newest two thousand and no more', async () => {
    await database.owner.sql.run(
      `INSERT INTO dev_message (id, channel, address, subject, body, created_at)
       SELECT gen_random_uuid(), 'sms', '+994500000000', 'x', 'x', timestamptz '2026-01-01' + n * interval '1 second'
       FROM generate_series(1, 2100) AS n`,
    );
    await mailbox.send({ ...sms, text: 'the newest' });
    const kept = await database.owner.sql.first<{ count: bigint }>('SELECT count(*) AS count FROM dev_message');
    expect(Number(kept?.count)).toBe(2_000);
    const [newest] = await mailbox.list();
    expect(newest?.body).toBe('the newest');
    expect(await mailbox.list()).toHaveLength(100);
  });
});

test('a message goes by the sender of its channel', async () => {
  const seen: string[] = [];
  const mailer = createMailer({
    sms: { send: async (message) => (seen.push(`sms ${message.to}`), ok(undefined)) },
    email: { send: async (message) => (seen.push(`email ${message.to}`), ok(undefined)) },
  });
  await mailer.send(sms);
  await mailer.send({ ...sms, channel: 'email', to: 'leyla@example.az' });
  await mailer.close();
  expect(seen).toEqual(['sms +994501234567', 'email leyla@example.az']);
});
