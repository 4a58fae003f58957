import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArrivedFile,
  exchangeFolders,
  type FileExchange,
  freeName,
  isExchangeName,
  mostListed,
} from './file-exchange.ts';

/** A file that was written to a moment ago may not be whole yet. */
const quietMs = 10_000;

/** Exchanges files in four folders below `root`, which are made where they are missing. */
export async function openFolderExchange(root: string, quietForMs = quietMs): Promise<FileExchange> {
  for (const folder of exchangeFolders) await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
  const move = async (name: string, to: 'archive' | 'rejected') => {
    const free = await freeName(name, (candidate) => exists(join(root, to, candidate)));
    await rename(join(root, 'in', name), join(root, to, free));
    return free;
  };
  return {
    async list() {
      const names = (await readdir(join(root, 'in'))).filter(isExchangeName).toSorted();
      const arrived: ArrivedFile[] = [];
      for (const name of names) {
        // Of the entry itself: a link may point anywhere on this machine.
        const entry = await lstat(join(root, 'in', name));
        if (!entry.isFile() || Date.now() - entry.mtimeMs < quietForMs) continue;
        arrived.push({ name, sizeBytes: entry.size });
        if (arrived.length === mostListed) break;
      }
      return arrived;
    },
    read: (name) => createReadStream(join(root, 'in', name)),
    archive: async (name) => void (await move(name, 'archive')),
    async reject(name, report) {
      const free = await move(name, 'rejected');
      await writeFile(join(root, 'rejected', `${free}.errors.txt`), report, { mode: 0o600 });
    },
    async put(name, bytes) {
      const unfinished = join(root, 'out', `${name}.part`);
      await writeDurably(unfinished, bytes);
      await rename(unfinished, join(root, 'out', name));
    },
    close: async () => undefined,
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
