import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server and cuts the line at a chosen moment. */
export interface TcpProxy {
  readonly port: number;
  close(): Promise<void>;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

/** What becomes of the bytes of one connection; undefined cuts the line. */
interface Line {
  toServer(bytes: Buffer): Buffer;
  toClient(bytes: Buffer): Buffer | undefined;
}

/** Forwards everything until the client has sent `marker`; the server gets it, but its answer is lost with the line. */
export function proxyThatLosesTheAnswerTo(marker: string, target: Target): Promise<TcpProxy> {
  return proxy(target, () => {
    let lost = false;
    return {
      toServer(bytes) {
        lost ||= bytes.includes(marker);
        return bytes;
      },
      toClient: (bytes) => (lost ? undefined : bytes),
    };
  });
}

/** Forwards everything until the client has sent `marker`; from then on the line stays open and nobody hears anything. */
export function proxyThatFallsSilentAt(marker: string, target: Target): Promise<TcpProxy> {
  return proxy(target, () => {
    let isSilent = false;
    return {
      toServer(bytes) {
        isSilent ||= bytes.includes(marker);
        return bytes;
      },
      toClient: (bytes) => (isSilent ? Buffer.alloc(0) : bytes),
    };
  });
}

/** Forwards everything, but where the server says `from` the client hears `to`, which must be as long. */
export function proxyThatSays(to: string, from: string, target: Target): Promise<TcpProxy> {
  return proxy(target, () => ({
    toServer: (bytes) => bytes,
    toClient: (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'),
  }));
}

async function proxy(target: Target, lay: () => Line): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    const line = lay();
    open.add(client).add(upstream);
    client.on('data', (bytes: Buffer) => upstream.write(line.toServer(bytes)));
    upstream.on('data', (bytes: Buffer) => {
      const heard = line.toClient(bytes);
      if (heard) client.write(heard);
      else client.destroy();
    });
    client.on('error', () => undefined).on('close', () => upstream.end());
    upstream.on('error', () => undefined).on('close', () => client.destroy());
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
  return {
    port,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
