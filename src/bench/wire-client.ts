import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { assert } from '../kernel/assert.ts';

/**
 * A client of HTTP/1.1 that costs as little as one can: it shares the machine with what it measures. It sends requests that
 * are bytes already, one at a time on each connection, and reads every answer to its end. It understands what this hub
 * sends: a status, `content-length` and a body.
 */
export interface WireClient {
  /** Sends a request on a connection that is free; there is one, since nobody sends more at once than there are. */
  send(request: string): Promise<WireAnswer>;
  close(): void;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: Buffer;
}

interface Connection {
  readonly socket: Socket;
  /** False once the hub has ended it, or is about to. */
  isOpen(): boolean;
  send(request: string): Promise<WireAnswer>;
}

const headEnd = '\r\n\r\n';
/** The hub's answers have it in small letters; what its server says of broken requests does not. */
const lengthHeaders = ['content-length: ', 'Content-Length: '];
/** `HTTP/1.1 ` stands before the status. */
const statusAt = 9;

/** Opens the connections beforehand. One that the hub ended because it was idle for long is opened again when it is needed. */
export async function openWireClient(port: number, connections: number): Promise<WireClient> {
  const free = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const all = new Set(free);
  const reopen = async (idle: Connection) => {
    all.delete(idle);
    idle.socket.destroy();
    const fresh = await openConnection(port);
    all.add(fresh);
    return fresh;
  };
  return {
    async send(request) {
      const last = free.pop();
      assert(last !== undefined, 'no more requests at once than connections');
      const connection = last.isOpen() ? last : await reopen(last);
      const answer = await connection.send(request);
      free.push(connection);
      return answer;
    },
    close: () => {
      for (const { socket } of all) socket.destroy();
    },
  };
}

async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let waiting: { resolve(answer: WireAnswer): void; reject(error: Error): void } | undefined;
  let received: Buffer = Buffer.alloc(0);
  let isOpen = true;
  socket.on('data', (chunk: Buffer) => {
    if (!waiting) {
      // Nobody asked: this is how the server says that it waits no longer.
      isOpen = false;
      return;
    }
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (!answer) return;
    received = Buffer.alloc(0);
    const { resolve } = waiting;
    waiting = undefined;
    resolve(answer);
  });
  const fail = (reason: string) => {
    isOpen = false;
    waiting?.reject(new Error(reason));
    waiting = undefined;
  };
  socket.on('error', (error) => fail(`the connection to the hub broke: ${error.message}`));
  socket.on('end', () => {
    isOpen = false;
  });
  socket.on('close', () => fail('the hub closed a connection before it had answered'));
  return {
    socket,
    isOpen: () => isOpen,
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request, 'latin1');
      }),
  };
}

/** The answer when it is whole; undefined while some of it is under way. */
export function readAnswer(received: Buffer): WireAnswer | undefined {
  const end = received.indexOf(headEnd);
  if (end < 0) return undefined;
  const bodyAt = end + headEnd.length;
  const length = lengthIn(received, end);
  assert(length !== undefined, 'an answer of the hub says how long it is');
  if (received.length < bodyAt + length) return undefined;
  const status = Number(received.toString('latin1', statusAt, statusAt + 3));
  return { status, body: received.subarray(bodyAt, bodyAt + length) };
}

function lengthIn(received: Buffer, end: number): number | undefined {
  for (const header of lengthHeaders) {
    const at = received.indexOf(header);
    if (at < 0 || at >= end) continue;
    return Number(received.toString('latin1', at + header.length, received.indexOf('\r', at)));
  }
  return undefined;
}
