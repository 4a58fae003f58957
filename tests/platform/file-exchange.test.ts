import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileExchange } from '../../src/platform/file-exchange/file-exchange.ts';
import { openFolderExchange } from '../../src/platform/file-exchange/folder.ts';
import { openSftpExchange } from '../../src/platform/file-exchange/sftp.ts';
import { loopback, makePolicies } from '../../src/platform/http-client/address-policy.ts';
import { startSftpServer, type SftpTestServer } from '../support/sftp-server.ts';

let root: string;
let server: SftpTestServer;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vahid-exchange-'));
  server = await startSftpServer(root, { user: 'hub', password: 'canary-password' });
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

const near = makePolicies(loopback).tls;
const address = (changes: object = {}) => ({
  ...{ host: '127.0.0.1', port: server.port, user: 'hub', hostKey: server.hostKey, folder: '.' },
  ...{ password: 'canary-password', privateKey: null, ...changes },
});
const places: readonly (readonly [string, () => Promise<FileExchange>])[] = [
  ['a folder', () => openFolderExchange(root, 0)],
  ['an SFTP server', () => openSftpExchange(address(), near)],
];

async function contentOf(file: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe.each(places)('%s', (_, open) => {
  test('gives what has come, and takes what was made, whole', async () => {
    const place = await open();
    await writeFile(join(root, 'in', 'b.csv'), 'second');
    await writeFile(join(root, 'in', 'a.csv'), 'first');
    await writeFile(join(root, 'in', 'c.csv.part'), 'unfinished');
    await writeFile(join(root, 'in', '.hidden'), 'no');
    await mkdir(join(root, 'in', 'folder'));
    expect(await place.list()).toEqual([
      { name: 'a.csv', sizeBytes: 5 },
      { name: 'b.csv', sizeBytes: 6 },
    ]);
    expect(await contentOf(place.read('a.csv'))).toBe('first');
    await place.archive('a.csv');
    await place.reject('b.csv', 'line 1\n');
    await place.put('out.csv', Buffer.from('payments'));
    await place.put('out.csv', Buffer.from('payments'));
    expect(await place.list()).toEqual([]);
    await place.close();
    expect(await readFile(join(root, 'archive', 'a.csv'), 'utf8')).toBe('first');
    expect((await readdir(join(root, 'rejected'))).toSorted()).toEqual(['b.csv', 'b.csv.errors.txt']);
    expect(await readdir(join(root, 'out'))).toEqual(['out.csv']);
    expect(await readFile(join(root, 'out', 'out.csv'), 'utf8')).toBe('payments');
  });

  test('writes over nothing that was archived, and follows no link', async () => {
    const place = await open();
    for (const content of ['one', 'two']) {
      await writeFile(join(root, 'in', 'a.csv'), content);
      await place.archive('a.csv');
    }
    await symlink('/etc/passwd', join(root, 'in', 'link.csv'));
    expect(await place.list()).toEqual([]);
    await place.close();
    expect(await readFile(join(root, 'archive', 'a.csv'), 'utf8')).toBe('one');
    expect(await readFile(join(root, 'archive', 'a.csv.2'), 'utf8')).toBe('two');
  });
});

test('a file in a folder that was written a moment ago may not be whole yet', async () => {
  const place = await openFolderExchange(root);
  await writeFile(join(root, 'in', 'a.csv'), 'fir');
  expect(await place.list()).toEqual([]);
});

describe('an SFTP server', () => {
  test('with another key learns neither name nor password', async () => {
    const hostKey = `SHA256:${'A'.repeat(43)}`;
    await expect(openSftpExchange(address({ hostKey }), near)).rejects.toThrow();
    expect(server.logins).toEqual([]);
  });

  test('that refuses the password is no place', async () => {
    await expect(openSftpExchange(address({ password: 'another' }), near)).rejects.toThrow();
    expect(server.logins).toEqual(['hub:another']);
  });

  test('at an address that is not allowed is not called', async () => {
    const far = makePolicies([]).tls;
    for (const host of ['127.0.0.1', 'localhost']) {
      await expect(openSftpExchange(address({ host }), far)).rejects.toThrow(/allowed address/);
    }
    expect(server.logins).toEqual([]);
  });
});
