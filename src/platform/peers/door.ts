import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { equalInConstantTime } from '../crypto/keyed-digest.ts';

export interface PeerDoorOptions {
  /** Address to listen on, and the one that other processes of the hub are told. */
  readonly host: string;
  /** Any of these must be shown; more than one while keys are rotated. */
  readonly secrets: readonly string[];
  /** Answers a letter; text in, text out. */
  readonly answer: (body: string) => Promise<string>;
}

/** The door for other processes of the same hub, on a port of its own choice. */
export interface PeerDoor {
  /** `host:port` */
  readonly address: string;
  close(): Promise<void>;
}

/** Some hundreds of baskets of a hundred lines. */
const mostBytes = 32 * 1024 * 1024;
const requestMs = 30_000;

export async function openPeerDoor(options: PeerDoorOptions): Promise<PeerDoor> {
  const server = createServer({ requestTimeout: requestMs, keepAliveTimeout: requestMs }, (request, response) => {
    serve(options, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { address: `${host}:${port}`, close: () => closeServer(server) };
}

async function serve(options: PeerDoorOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const shown = Buffer.from(request.headers.authorization ?? '');
  const isKnown = options.secrets.map((secret) => equalInConstantTime(shown, Buffer.from(secret))).includes(true);
  if (request.method !== 'POST' || !isKnown) {
    response.writeHead(404).end();
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(await options.answer(body));
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > mostBytes) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
