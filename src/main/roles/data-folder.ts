import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartRefused } from './start-refused.ts';

/**
 * Holds a data folder for this process: two hubs would write over each other's files. Held by listening on a local socket,
 * which the system closes however the process ends. Throws `StartRefused` when another living hub holds it.
 */
export async function holdDataFolder(dataDir: string): Promise<{ release(): Promise<void> }> {
  const address = addressOf(dataDir);
  const server = (await listen(address)) ?? (await replaceDead(address));
  if (!server) {
    throw new StartRefused(`another hub runs on ${dataDir}: stop it, or name another folder with DATA_DIR`);
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Paths of sockets are short by law of the system, and data folders are not. */
function addressOf(dataDir: string): string {
  const name = `vahid-${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

/** A hub that was killed leaves its socket behind, and nobody answers on it. */
async function replaceDead(address: string): Promise<Server | undefined> {
  if (await answers(address)) return undefined;
  await rm(address, { force: true });
  return listen(address);
}

function answers(address: string): Promise<boolean> {
  const socket = new Socket();
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.connect(address, () => {
      socket.destroy();
      resolve(true);
    });
  });
}
