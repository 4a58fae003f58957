import { createHash, timingSafeEqual } from 'node:crypto';
import { connect, isIP, type Socket } from 'node:net';
import type Client from 'ssh2-sftp-client';
import { AddressNotAllowed, type AddressPolicy, guardedLookup } from '../http-client/address-policy.ts';
import { exchangeFolders, type FileExchange, freeName, isExchangeName, mostListed } from './file-exchange.ts';

export interface SftpServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:` and the digest of the server's key in Base64, as `ssh-keygen -l` prints it. */
  readonly hostKey: string;
  readonly password: string | null;
  readonly privateKey: string | null;
  readonly folder: string;
}

const connectMs = 20_000;
/** A server that is silent for so long, so many times, is gone. */
const keepAlive = { keepaliveInterval: 10_000, keepaliveCountMax: 3 };

/** The library would write to the console; whoever waits for an answer is told anyway. */
const unheard = { error: () => undefined, end: () => undefined, close: () => undefined };

/** Exchanges files in four folders of an SFTP server whose key is known. Another server learns neither name nor password. */
export async function openSftpExchange(server: SftpServer, policy: AddressPolicy): Promise<FileExchange> {
  // Loaded where a server is spoken to: most hubs have none, and it takes long to load.
  const { default: SftpClient } = await import('ssh2-sftp-client');
  const client = new SftpClient('vahid', unheard);
  const sock = openSocket(server, policy);
  try {
    await client.connect({
      ...{ sock, username: server.user, readyTimeout: connectMs, ...keepAlive },
      ...(server.password === null ? {} : { password: server.password }),
      ...(server.privateKey === null ? {} : { privateKey: server.privateKey }),
      hostVerifier: (key: Buffer) => isPinned(key, server.hostKey),
    });
    for (const folder of exchangeFolders) await makeFolder(client, `${server.folder}/${folder}`);
  } catch (error) {
    await end(client, sock);
    throw error;
  }
  return exchangeOver(client, sock, server.folder);
}

function exchangeOver(client: Client, sock: Socket, folder: string): FileExchange {
  const pathOf = (place: (typeof exchangeFolders)[number], name: string) => `${folder}/${place}/${name}`;
  const move = async (name: string, to: 'archive' | 'rejected') => {
    const free = await freeName(name, async (candidate) => (await client.exists(pathOf(to, candidate))) !== false);
    await client.rename(pathOf('in', name), pathOf(to, free));
    return free;
  };
  return {
    async list() {
      const entries = await client.list(`${folder}/in`);
      return entries
        .filter(({ type, name }) => type === '-' && isExchangeName(name))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .slice(0, mostListed)
        .map(({ name, size }) => ({ name, sizeBytes: size }));
    },
    read: (name) => client.createReadStream(pathOf('in', name)),
    archive: async (name) => void (await move(name, 'archive')),
    async reject(name, report) {
      const free = await move(name, 'rejected');
      await client.put(Buffer.from(report), pathOf('rejected', `${free}.errors.txt`));
    },
    async put(name, bytes) {
      const path = pathOf('out', name);
      await client.put(Buffer.from(bytes), `${path}.part`);
      // SFTP renames onto nothing; what stands there is this very file of an earlier try.
      if ((await client.exists(path)) !== false) await client.delete(path);
      await client.rename(`${path}.part`, path);
    },
    close: () => end(client, sock),
  };
}

async function makeFolder(client: Client, path: string): Promise<void> {
  if ((await client.exists(path)) === false) await client.mkdir(path, true);
}

/** The address is checked where the connection is made, as for HTTP. */
function openSocket({ host, port }: SftpServer, policy: AddressPolicy): Socket {
  if (isIP(host) !== 0 && !policy.allows(host)) throw new AddressNotAllowed(`${host} is not an allowed address`);
  return connect({ host, port, lookup: guardedLookup(policy) });
}

function isPinned(key: Buffer, pinned: string): boolean {
  const found = createHash('sha256').update(key).digest();
  const wanted = Buffer.from(pinned.slice('SHA256:'.length), 'base64');
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

async function end(client: Client, sock: Socket): Promise<void> {
  await client.end().catch(() => undefined);
  sock.destroy();
}
