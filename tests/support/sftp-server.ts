import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import ssh2 from 'ssh2';

type SftpStream = ssh2.SFTPWrapper;
const { Server, utils } = ssh2;
const { STATUS_CODE, OPEN_MODE } = utils.sftp;

/** A real SFTP server on loopback over a folder, as a biller runs one. */
export interface SftpTestServer {
  readonly port: number;
  /** As `ssh-keygen -l` prints it. */
  readonly hostKey: string;
  /** Logins that were tried, with what was sent as password. */
  readonly logins: string[];
  close(): Promise<void>;
}

export async function startSftpServer(
  root: string,
  account: { user: string; password: string },
): Promise<SftpTestServer> {
  // One in two hundred of the ed25519 keys that ssh2 makes is one that it cannot read.
  const key = utils.generateKeyPairSync('ecdsa', { bits: 256 });
  const parsed = utils.parseKey(key.private);
  if (parsed instanceof Error) throw parsed;
  const logins: string[] = [];
  const clients = new Set<ssh2.Connection>();
  const server = new Server({ hostKeys: [key.private] }, (client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    client.on('authentication', (context) => {
      if (context.method !== 'password') return context.reject(['password']);
      logins.push(`${context.username}:${context.password}`);
      if (context.username === account.user && context.password === account.password) return context.accept();
      return context.reject(['password']);
    });
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), root));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`,
    logins,
    close: async () => {
      for (const client of clients) client.end();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function serve(sftp: SftpStream, root: string): void {
  const handles = new Map<number, { fd: number } | { names: string[]; path: string }>();
  let next = 0;
  const pathOf = (path: string) => join(root, normalize(`/${path}`));
  const open = (entry: { fd: number } | { names: string[]; path: string }) => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE((next += 1), 0);
    handles.set(next, entry);
    return handle;
  };
  const entryOf = (handle: Buffer) => handles.get(handle.readUInt32BE(0));
  const attempt = (id: number, work: () => void) => {
    try {
      work();
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      sftp.status(id, isMissing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    }
  };
  const done = (id: number, work: () => void) =>
    attempt(id, () => {
      work();
      sftp.status(id, STATUS_CODE.OK);
    });
  const attributes = (stats: fs.Stats) => ({
    ...{ mode: stats.mode, uid: stats.uid, gid: stats.gid, size: stats.size },
    ...{ atime: Math.floor(stats.atimeMs / 1000), mtime: Math.floor(stats.mtimeMs / 1000) },
  });
  sftp.on('OPEN', (id, path, flags) =>
    attempt(id, () => {
      const mode = (flags & OPEN_MODE.WRITE) === 0 ? 'r' : 'w';
      sftp.handle(id, open({ fd: fs.openSync(pathOf(path), mode) }));
    }),
  );
  sftp.on('READ', (...[id, handle, offset, length]) =>
    attempt(id, () => {
      const entry = entryOf(handle);
      if (!entry || !('fd' in entry)) return sftp.status(id, STATUS_CODE.FAILURE);
      const buffer = Buffer.alloc(length);
      const count = fs.readSync(entry.fd, buffer, 0, length, offset);
      return count === 0 ? sftp.status(id, STATUS_CODE.EOF) : sftp.data(id, buffer.subarray(0, count));
    }),
  );
  sftp.on('WRITE', (...[id, handle, offset, data]) =>
    done(id, () => {
      const entry = entryOf(handle);
      if (entry && 'fd' in entry) fs.writeSync(entry.fd, data, 0, data.length, offset);
    }),
  );
  sftp.on('CLOSE', (id, handle) =>
    done(id, () => {
      const entry = entryOf(handle);
      if (entry && 'fd' in entry) fs.closeSync(entry.fd);
      handles.delete(handle.readUInt32BE(0));
    }),
  );
  sftp.on('FSTAT', (id, handle) =>
    attempt(id, () => {
      const entry = entryOf(handle);
      if (entry && 'fd' in entry) sftp.attrs(id, attributes(fs.fstatSync(entry.fd)));
      else sftp.status(id, STATUS_CODE.FAILURE);
    }),
  );
  for (const event of ['STAT', 'LSTAT'] as const) {
    sftp.on(event, (id: number, path: string) =>
      attempt(id, () => sftp.attrs(id, attributes(fs.lstatSync(pathOf(path))))),
    );
  }
  sftp.on('OPENDIR', (id, path) =>
    attempt(id, () => sftp.handle(id, open({ names: fs.readdirSync(pathOf(path)), path: pathOf(path) }))),
  );
  sftp.on('READDIR', (id, handle) =>
    attempt(id, () => {
      const entry = entryOf(handle);
      if (!entry || !('names' in entry) || entry.names.length === 0) return sftp.status(id, STATUS_CODE.EOF);
      const names = entry.names.splice(0);
      return sftp.name(
        id,
        names.map((filename) => {
          const stats = fs.lstatSync(join(entry.path, filename));
          const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-';
          return {
            filename,
            longname: `${kind}rw------- 1 0 0 ${stats.size} Jan 1 00:00 ${filename}`,
            attrs: attributes(stats),
          };
        }),
      );
    }),
  );
  sftp.on('REALPATH', (id, path) =>
    sftp.name(id, [{ filename: normalize(`/${path}`), longname: path, attrs: attributes(fs.lstatSync(root)) }]),
  );
  sftp.on('SETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('MKDIR', (id, path) => done(id, () => fs.mkdirSync(pathOf(path))));
  sftp.on('REMOVE', (id, path) => done(id, () => fs.unlinkSync(pathOf(path))));
  sftp.on('RENAME', (id, from, to) =>
    done(id, () => {
      // As version 3 of the protocol has it: never onto a file that is there.
      if (fs.existsSync(pathOf(to))) throw new Error('there is such a file');
      fs.renameSync(pathOf(from), pathOf(to));
    }),
  );
}
