import type { Logger } from 'pino';
import type { CutOff } from '../../calendar/model.ts';
import { PeerUnreached, type PeerCall } from '../../engine/writer/peers.ts';
import { createWriterLane, type WriterLane } from '../../engine/writer/writer-lane.ts';
import type { Clock } from '../../kernel/clock.ts';
import { present } from '../../kernel/assert.ts';
import type { FaultPort } from '../../kernel/fault-port.ts';
import type { Config } from '../../platform/config/config.ts';
import type { Crypto } from '../../platform/crypto/crypto.ts';
import type { Database, ServerDatabase, Sql } from '../../platform/database/sql.ts';
import { createPeerCaller, wasUnreached } from '../../platform/peers/call.ts';
import { openPeerDoor } from '../../platform/peers/door.ts';
import { laneId } from '../hub.ts';

export interface LiveLaneDeps {
  readonly db: ServerDatabase;
  /** Where commands that run alone take their turns: a pool that plans by index. */
  readonly turns: Database;
  readonly clock: Clock;
  readonly config: Config;
  readonly crypto: Crypto;
  readonly cutOff: CutOff;
  readonly logger: Logger;
  readonly stampTime: (sql: Sql) => Promise<Date>;
  readonly faults?: FaultPort;
}

/** Bound on one letter to the holder; whoever waits is told sooner when the lane changes hands. */
const letterMs = 10_000;

/** This process's way to the lane, with the door by which the others reach it. */
export async function openLiveLane(deps: LiveLaneDeps): Promise<{ lane: WriterLane; closeLane: () => Promise<void> }> {
  const { db, turns, clock, config, cutOff, logger, stampTime, faults } = deps;
  // All processes of a hub share its keys, and nobody else has them.
  const secrets = deps.crypto.digest.candidates('lane-door', 'vahid').map((digest) => digest.toString('base64url'));
  const caller = createPeerCaller({ secret: present(secrets[0], 'the current key'), timeoutMs: letterMs });
  const behind: { lane?: WriterLane } = {};
  const door = await openPeerDoor({
    host: config.laneHost,
    secrets,
    answer: (body) => present(behind.lane, 'the lane behind its door').answerPeer(body),
  });
  const lane = createWriterLane({
    ...{ db, clock, address: door.address, callPeer: callWith(caller) },
    turns: { db: turns, lane: laneId, cutOff, stampTime, ...(faults ? { faults } : {}) },
    onEvent: ({ name, detail }) => logger.info({ event: `lane.${name}`, detail }, 'lane'),
  });
  behind.lane = lane;
  return {
    lane,
    closeLane: async () => {
      await lane.close();
      await door.close();
      await caller.close();
    },
  };
}

function callWith(caller: ReturnType<typeof createPeerCaller>): PeerCall {
  return async (address, body, signal) => {
    try {
      return await caller.call(address, body, signal);
    } catch (error) {
      throw wasUnreached(error) ? new PeerUnreached('nothing arrived', { cause: error }) : error;
    }
  };
}
