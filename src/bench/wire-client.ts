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
  send(request: string): Promise<WireAnswer>;
}

const headEnd = '\r\n\r\n';
const lengthHeader = 'content-length: ';
/** `HTTP/1.1 ` stands before the status. */
const statusAt = 9;

/** Opens the connections beforehand. */
export async function openWireClient(port: number, connections: number): Promise<WireClient> {
  const free = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const all = [...free];
  return {
    async send(request) {
      const connection = free.pop();
      assert(connection !== undefined, 'no more requests at once than connections');
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
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (!answer) return;
    received = Buffer.alloc(0);
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.(answer);
  });
  const fail = (reason: string) => {
    waiting?.reject(new Error(reason));
    waiting = undefined;
  };
  socket.on('error', (error) => fail(`the connection to the hub broke: ${error.message}`));
  socket.on('close', () => fail('the hub closed a connection before it had answered'));
  return {
    socket,
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
  const lengthAt = received.indexOf(lengthHeader);
  assert(lengthAt >= 0 && lengthAt < end, 'an answer of the hub says how long it is');
  const length = Number(received.toString('latin1', lengthAt + lengthHeader.length, received.indexOf('\r', lengthAt)));
  if (received.length < bodyAt + length) return undefined;
  const status = Number(received.toString('latin1', statusAt, statusAt + 3));
  return { status, body: received.subarray(bodyAt, bodyAt + length) };
}
