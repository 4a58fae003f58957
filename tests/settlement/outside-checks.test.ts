import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';
import { deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';

const day = '2026-11-21';

let books: Books;
beforeEach(async () => {
  books = await makeBooks();
  await deskOf(books).pay(1000);
  await deliverTo(books, fakeProvider()).run(books.gas);
  await endDay('2026-11-20');
  await deskOf(books).pay(500);
});
afterEach(() => books.close());

async function endDay(date: string): Promise<void> {
  books.clock.set(new Date(`${date}T20:00:00Z`));
  await settlementOf(books).closeDue();
}

/** How a check of the second day came out. */
async function outcomeOf(check: string) {
  await endDay(day);
  const { outcome, detail, isBlocking } = (await settlementOf(books).listChecks(day)).find(
    (one) => one.check === check,
  ) ?? { outcome: undefined };
  expect(isBlocking).toBe(false);
  expect((await settlementOf(books).listWindows()).find((window) => window.day === day)?.state).toBe('closed');
  return { outcome, detail };
}

interface Run {
  readonly providerId: string;
  readonly outcome: 'agrees' | 'differs' | 'not_read';
  readonly breaks?: number;
  readonly reason?: string;
  readonly on?: string;
  readonly at?: string;
}
/** A provider's day was compared; the first one where nothing is said. */
const compared = ({ providerId, outcome, breaks = 0, reason, on = '2026-11-20', at }: Run) =>
  books.database.db.sql.run(
    `INSERT INTO recon_run (id, provider_id, day, outcome, lines, matched, break_count, reason, at)
     VALUES ($1, $2, $3, $4, 1, 1, $5, $6, $7)`,
    [books.ids.uuid(), providerId, on, outcome, breaks, reason ?? null, at ? new Date(at) : books.clock.now()],
  );
const clock = (process: string, hour: string, read: { skew: number; step: number }) =>
  books.database.db.sql.run(
    `INSERT INTO clock_reading (hour, process, readings, least_skew_ms, most_skew_ms, most_step_ms)
     VALUES ($1, $2, 60, least($3::bigint, 0), greatest($3::bigint, 0), $4)`,
    [new Date(hour), process, read.skew, read.step],
  );
const backup = (on: string) =>
  books.database.db.sql.run(
    `INSERT INTO restored_backup (id, lane, batch, settlement_day, payments, proven_at) VALUES ($1, 1, 1, $2, 1, $3)`,
    [books.ids.uuid(), on, books.clock.now()],
  );

describe('check 7, the providers’ own books', () => {
  it('has nothing to look at where no provider gives statements', async () => {
    expect(await outcomeOf('provider_registries')).toMatchObject({ outcome: 'not_applicable' });
  });

  it('is right where the newest statement of each day before agrees', async () => {
    await compared({ providerId: books.gas, outcome: 'differs', breaks: 3 });
    await compared({ providerId: books.gas, outcome: 'agrees' });
    await compared({ providerId: books.water, outcome: 'agrees' });
    expect(await outcomeOf('provider_registries')).toEqual({ outcome: 'ok', detail: '2 days of providers, 2 agree' });
  });

  it('names a day of such a provider that nobody compared, and does not count what was said before its end', async () => {
    await endDay(day);
    await compared({ providerId: books.gas, outcome: 'agrees', on: '2026-11-20' });
    await compared({ providerId: books.gas, outcome: 'agrees', on: day, at: '2026-11-21T10:00:00Z' });
    await endDay('2026-11-22');
    const checks = await settlementOf(books).listChecks('2026-11-22');
    expect(checks.find(({ check }) => check === 'provider_registries')).toMatchObject({
      outcome: 'failed',
      detail: '2 days of providers, 1 agree; found gas 2026-11-21: not compared',
    });
  });

  it('names who differs and who could not be read, and holds nothing up', async () => {
    await compared({ providerId: books.gas, outcome: 'differs', breaks: 3 });
    await compared({ providerId: books.water, outcome: 'not_read', reason: 'timeout' });
    expect(await outcomeOf('provider_registries')).toEqual({
      outcome: 'failed',
      detail:
        '2 days of providers, 0 agree; found gas 2026-11-20: 3 payments differ; water 2026-11-20: statement not read: timeout',
    });
  });
});

describe('check 15, the clocks', () => {
  it('has nothing to look at where nobody wrote one down on the day', async () => {
    await clock('api@one', '2026-11-19T10:00:00Z', { skew: 9_000, step: 0 });
    expect(await outcomeOf('clock')).toMatchObject({ outcome: 'not_applicable' });
  });

  it('tells how far they were apart', async () => {
    await clock('api@one', '2026-11-21T10:00:00Z', { skew: -40, step: 2 });
    await clock('worker@two', '2026-11-21T11:00:00Z', { skew: 15, step: 0 });
    expect(await outcomeOf('clock')).toEqual({
      outcome: 'ok',
      detail: "2 clocks, at most 40 ms beside the database's, which jumped by at most 2 ms",
    });
  });

  it.each([
    [
      'a process that was wrong',
      { skew: -5_000, step: 0 },
      'up to 5000 ms beside the database, whose clock jumped by up to 0 ms',
    ],
    [
      'a database that jumped',
      { skew: 3, step: 60_000 },
      'up to 3 ms beside the database, whose clock jumped by up to 60000 ms',
    ],
  ])('names %s', async (_what, read, detail) => {
    await clock('api@one', '2026-11-21T10:00:00Z', read);
    await clock('worker@two', '2026-11-21T10:00:00Z', { skew: 0, step: 0 });
    expect(await outcomeOf('clock')).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining(`found api@one: ${detail}`),
    });
  });

  it('names a batch that is stamped before the one it follows', async () => {
    // The clock that the lane stamps with goes an hour forward, and back.
    books.clock.set(new Date('2026-11-21T11:00:00Z'));
    await deskOf(books).pay(300);
    books.clock.set(new Date('2026-11-21T10:00:00Z'));
    await deskOf(books).pay(400);
    expect(await outcomeOf('clock')).toEqual({
      outcome: 'failed',
      detail: expect.stringMatching(/found batch 1\/\d+: is stamped before the batch it follows$/),
    });
  });
});

describe('check 18, the backup', () => {
  it('has nothing to look at where no copy was restored', async () => {
    expect(await outcomeOf('backup')).toMatchObject({ outcome: 'not_applicable' });
  });

  it('is right where a copy of the last days has proven itself', async () => {
    await backup('2026-11-14');
    expect(await outcomeOf('backup')).toEqual({
      outcome: 'ok',
      detail: 'the newest restored copy ends on 2026-11-14, batch 1/1',
    });
  });

  it('fails where the newest one is older than a week', async () => {
    await backup('2026-11-13');
    expect(await outcomeOf('backup')).toMatchObject({ outcome: 'failed' });
  });
});

describe('check 6, the agents', () => {
  it('tells what came of their own files of the day', async () => {
    await books.lane.cut();
    const file = (agentId: string, failure: string | null) =>
      books.database.db.sql.run(
        `INSERT INTO day_comparison (id, agent_id, day, failure, sha256, day_ended, matched, difference_count, problem_count, report, received_at)
         VALUES ($1, $2, $3, $4, decode(repeat('00', 32), 'hex'), true, 1, $5, 0, '{}', $6)`,
        [books.ids.uuid(), agentId, day, failure, failure === null ? 0 : 1, books.clock.now()],
      );
    await file(books.bank, 'day_differs');
    await file(books.bank, null);
    await file(books.post, 'day_differs');
    await endDay(day);
    const checks = await settlementOf(books).listChecks(day);
    expect(checks.find(({ check }) => check === 'agent_positions')).toMatchObject({
      outcome: 'ok',
      detail: expect.stringContaining("agents' own files: 1 agree, 1 do not"),
    });
  });
});
