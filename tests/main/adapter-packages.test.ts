import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapterContract } from '../../src/kernel/adapter.ts';
import { describePackage, fingerprint, loadAdapterPackages } from '../../src/main/adapter-packages.ts';
import { parseAdapterPackage } from '../../src/platform/config/adapter-packages.ts';
import { loadConfig } from '../../src/platform/config/config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vahid-packages-'));
});
afterAll(() => rm(folder, { recursive: true }));

const code = (protocol: string) => `
globalThis.imported = [...(globalThis.imported ?? []), '${protocol}'];
export const adapters = [{
  metadata: { protocol: '${protocol}', title: 'T', capabilities: [], repeatsAreSafe: true, notFoundIsFinalAfterMs: null, settings: [] },
  connect: () => ({}),
}];
`;

const imported = () => (globalThis as { imported?: string[] }).imported ?? [];

async function install(
  name: string,
  changes: { readonly manifest?: object; readonly main?: string } = {},
): Promise<string> {
  const root = join(folder, name);
  await mkdir(root, { recursive: true });
  const manifest = {
    name,
    version: '1.2.3',
    type: 'module',
    main: 'index.js',
    vahidAdapter: { contract: adapterContract },
  };
  await writeFile(join(root, 'package.json'), JSON.stringify({ ...manifest, ...changes.manifest }));
  await writeFile(join(root, 'index.js'), changes.main ?? code(name.replace(/^.*\//, '')));
  return root;
}

async function listed(name: string) {
  const parsed = parseAdapterPackage(`${name}@1.2.3#${await fingerprint(join(folder, name))}`);
  if (!parsed) throw new Error('an entry of the list');
  return parsed;
}

const load = async (name: string) => loadAdapterPackages([await listed(name)], folder);

describe('a package of adapters', () => {
  test('is taken when name, version, contract and files are as the list says', async () => {
    await install('@bank/steam');
    const [adapter] = await load('@bank/steam');
    expect(adapter?.metadata.protocol).toBe('steam');
    expect(await describePackage('@bank/steam', folder)).toBe(
      `@bank/steam@1.2.3#${await fingerprint(join(folder, '@bank/steam'))}`,
    );
  });

  test('that is not on the list is not imported, however near it lies', async () => {
    await install('@bank/stranger');
    await install('@bank/listed');
    await load('@bank/listed');
    expect(imported()).toContain('listed');
    expect(imported()).not.toContain('stranger');
  });

  test('whose files have changed is refused before a line of it runs', async () => {
    const root = await install('@bank/changed');
    const entry = await listed('@bank/changed');
    await writeFile(join(root, 'more.js'), 'export {};');
    await expect(loadAdapterPackages([entry], folder)).rejects.toThrow(
      /^ADAPTER_PACKAGES: @bank\/changed: its files have the digest [0-9a-f]{64}, the list says/,
    );
    expect(imported()).not.toContain('changed');
  });

  test.each([
    ['another version', { manifest: { version: '1.2.4' } }, 'version 1.2.4 is installed, the list says 1.2.3'],
    ['another contract', { manifest: { vahidAdapter: { contract: 2 } } }, 'it is made for contract 2, this hub has 1'],
    ['no contract', { manifest: { vahidAdapter: undefined } }, 'it is made for contract none'],
    ['no adapters', { main: 'export const adapters = [];' }, 'it exports no list `adapters`'],
    ['something else', { main: 'export const adapters = [{ metadata: {} }];' }, 'it exports no list `adapters`'],
    ['a mistake', { main: 'throw new Error("broken");' }, 'it cannot be imported: broken'],
    ['a main file elsewhere', { manifest: { main: '../x.js' } }, 'its main file lies outside of it'],
    ['a protocol of the hub', { main: code('payme') }, 'the protocol payme is there already'],
  ])('with %s is refused, and the setting is named', async (what, changes, why) => {
    const name = `@bank/${what.replaceAll(' ', '-')}`;
    await install(name, changes);
    await expect(load(name)).rejects.toThrow(`ADAPTER_PACKAGES: ${name}: ${why}`);
  });

  test('that is not there, or is a way out of its folder, is refused', async () => {
    const absent = { name: '@bank/absent', version: '1.2.3', sha256: '0'.repeat(64) };
    await expect(loadAdapterPackages([absent], folder)).rejects.toThrow(
      'ADAPTER_PACKAGES: @bank/absent: it is not installed',
    );
    const root = await install('@bank/linked');
    await symlink('/etc', join(root, 'etc'));
    await expect(load('@bank/linked')).rejects.toThrow('links');
  });
});

test('the setting is refused as a whole when one entry has no exact version or no digest', async () => {
  const digest = 'a'.repeat(64);
  for (const wrong of [
    '@bank/foo',
    '@bank/foo@1.2.3',
    `@bank/foo@^1.2.3#${digest}`,
    `../foo@1.2.3#${digest}`,
    `a@1.2.3#${digest.slice(1)}`,
  ]) {
    const outcome = await loadConfig({ DATA_DIR: folder, ADAPTER_PACKAGES: `b@1.0.0#${digest},${wrong}` }).catch(
      String,
    );
    expect(outcome).toContain('ADAPTER_PACKAGES');
  }
  const config = await loadConfig({ DATA_DIR: folder, ADAPTER_PACKAGES: `@bank/foo@1.2.3#${digest}` });
  expect(config.adapterPackages).toEqual([{ name: '@bank/foo', version: '1.2.3', sha256: digest }]);
});
