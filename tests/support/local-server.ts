import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A server that speaks raw bytes, so that a test can misbehave in any way it likes. */
export interface LocalServer {
  readonly port: number;
  /** Connections that were made. */
  connections(): number;
  /** Everything that clients have sent, in the order it came. */
  received(): string;
  close(): Promise<void>;
}

/** What to do when bytes arrive; `text` is all that came over this connection so far. */
export type Behaviour = (socket: Socket, text: string) => void;

export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** Listens on a free port of 127.0.0.1. */
export async function localServer(behave: Behaviour, tls?: TlsFiles): Promise<LocalServer> {
  const open = new Set<Socket>();
  const received: Buffer[] = [];
  let connections = 0;
  const converse = (socket: Socket) => {
    const own: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      received.push(bytes);
      own.push(bytes);
      behave(socket, Buffer.concat(own).toString('utf8'));
    });
  };
  const server = tls ? createTlsServer(tls, converse) : createServer(converse);
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
  });
  const port = await listen(server);
  return {
    port,
    connections: () => connections,
    received: () => Buffer.concat(received).toString('utf8'),
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the system gave no port'));
      else resolve(address.port);
    });
  });
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
