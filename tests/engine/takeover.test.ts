import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { PeerUnreached } from '../../src/engine/writer/peers.ts';
import type { WriterLane, WriterLaneDeps } from '../../src/engine/writer/writer-lane.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { writerLaneOf } from '../support/writer-lane.ts';

/** Short enough that a test need not wait, long enough that a busy machine is not taken for a dead one. */
const quick = { lookEveryMs: 50, silentMs: 20_000, patienceMs: 60_000 };

describe('processes that share a lane', () => {
  let books: Books;
  const lanes = new Map<string, WriterLane>();

  /** One process: its lane, reachable by the others under its name. */
  function open(name: string, settings: WriterLaneDeps['settings'] = {}): WriterLane {
    const lane = writerLaneOf(books, {
      address: name,
      callPeer: (address, body) => {
        const peer = lanes.get(address);
        return peer ? peer.answerPeer(body) : Promise.reject(new PeerUnreached(address));
      },
      settings: { ...quick, ...settings },
    });
    lanes.set(name, lane);
    return lane;
  }
  const until = async (holds: () => boolean) => {
    while (!holds()) await sleep(10);
  };
  const endHolder = () => books.database.owner.sql.rows('SELECT end_lane_holder(1)');
  const receiptsOf = async () =>
    books.database.db.sql.rows<{ receipt_number: string }>('SELECT receipt_number FROM payment');
  const baskets = (count: number) => Promise.all(Array.from({ length: count }, () => books.basket([10])));

  beforeEach(async () => {
    books = await makeBooks({ poolMax: 20 });
  });
  afterEach(async () => {
    await Promise.all([...lanes.values()].map((lane) => lane.close()));
    lanes.clear();
    const { findings } = await verifyBooks({ db: books.database.db, clock: books.clock });
    await books.close();
    if (findings.length > 0) throw new Error(JSON.stringify(findings));
  });

  it('all accept payments, whoever holds it', async () => {
    const first = open('first');
    await until(() => first.isHolder());
    const second = open('second');
    const outcomes = await Promise.all((await baskets(20)).map((basket) => second.accept(basket)));
    expect(outcomes.every((outcome) => outcome.kind === 'accepted' && !outcome.replayed)).toBe(true);
    expect(second.isHolder()).toBe(false);
    await expect(second.setFloor({ agentId: books.bank, currency: 'AZN', floor: -90_000n })).resolves.toBeUndefined();
    expect(await receiptsOf()).toHaveLength(20);
  });

  it('go on with the next holder when the first gives it up', async () => {
    const first = open('first');
    await until(() => first.isHolder());
    const second = open('second');
    const paying = (await baskets(30)).map((basket) => second.accept(basket));
    await first.close();
    expect((await Promise.all(paying)).map((outcome) => outcome.kind)).toEqual(Array(30).fill('accepted'));
    expect(second.isHolder()).toBe(true);
    expect(await receiptsOf()).toHaveLength(30);
  });

  it('lose nothing and double nothing when the session of the holder is ended again and again', async () => {
    const first = open('first');
    const second = open('second');
    await until(() => first.isHolder() || second.isHolder());
    const commands = await baskets(200);
    const paying = commands.map(async (basket, index) => {
      await sleep(index * 2);
      return (index % 2 === 0 ? first : second).accept(basket);
    });
    for (let ended = 0; ended < 10; ended += 1) {
      await sleep(40);
      await endHolder();
    }
    const outcomes = await Promise.all(paying);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array(200).fill('accepted'));
    const receipts = (await receiptsOf()).map((row) => row.receipt_number);
    expect(new Set(receipts).size).toBe(200);
    for (const command of commands.slice(0, 20)) {
      expect(await first.accept(command)).toMatchObject({ kind: 'accepted', replayed: true });
    }
  });

  it('put out a holder that gives no sign of life, and it hands over what it still had', async () => {
    const silent = open('silent', { heartbeatMs: 1_000_000_000 });
    await until(() => silent.isHolder());
    const [before] = await baskets(1);
    if (before) await silent.accept(before);
    const second = open('second', { silentMs: 200 });
    await until(() => second.isHolder());
    const [late] = await baskets(1);
    expect(late && (await silent.accept(late))).toMatchObject({ kind: 'accepted', replayed: false });
    expect(silent.isHolder()).toBe(false);
    const row = await books.database.db.sql.first<{ epoch: bigint }>('SELECT epoch FROM lane');
    expect(row?.epoch).toBe(2n);
  });

  it('refuse at once what would wait behind too much', async () => {
    const lane = open('only', { mostWaiting: 3 });
    await until(() => lane.isHolder());
    const outcomes = await Promise.allSettled((await baskets(5)).map((basket) => lane.accept(basket)));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map((outcome) => outcome.reason instanceof LaneUnavailable)).toEqual([true, true]);
    expect(await receiptsOf()).toHaveLength(3);
  });

  it('let one basket that the database cannot take reject nobody else', async () => {
    const lane = open('only');
    await until(() => lane.isHolder());
    const commands = await baskets(12);
    const [taken] = await baskets(1);
    if (!taken) throw new Error('a basket');
    await lane.accept(taken);
    const poison = { ...(await books.basket([10])) };
    const line = poison.lines[0];
    const paymentId = taken.lines[0]?.paymentId;
    if (!line || !paymentId) throw new Error('a line');
    const bad = { ...poison, lines: [{ ...line, paymentId }] };
    const outcomes = await Promise.allSettled([...commands, bad].map((command) => lane.accept(command)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual([...Array(12).fill('fulfilled'), 'rejected']);
    expect(await receiptsOf()).toHaveLength(13);
  });
});
