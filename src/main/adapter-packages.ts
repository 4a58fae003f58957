import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findAdapter } from '../../adapters/index.ts';
import { type Adapter, adapterContract } from '../kernel/adapter.ts';
import type { AdapterPackage } from '../platform/config/adapter-packages.ts';
import { StartRefused } from './roles/start-refused.ts';

/** Where the packages of the hub are installed. */
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** Files of one package that are looked at; a package with more is none of ours. */
const mostFiles = 5_000;

interface Manifest {
  readonly version?: unknown;
  readonly main?: unknown;
  /** What says that a package brings adapters, and for which contract: `{"contract": 1}`. */
  readonly vahidAdapter?: { readonly contract?: unknown };
}

/**
 * The adapters of the packages on the list of `ADAPTER_PACKAGES`, and of no others. A package is imported only when its
 * version, its contract and the digest of its files are what the list and the hub say. Throws `StartRefused`, which names the
 * setting and the package.
 */
export async function loadAdapterPackages(
  packages: readonly AdapterPackage[],
  folder: string = modules,
): Promise<readonly Adapter[]> {
  const loaded: Adapter[] = [];
  for (const wanted of packages) {
    const root = join(folder, wanted.name);
    const manifest = await readManifest(root, wanted);
    if (manifest.version !== wanted.version) {
      refuse(wanted, `version ${String(manifest.version)} is installed, the list says ${wanted.version}`);
    }
    const contract = manifest.vahidAdapter?.contract;
    if (contract !== adapterContract) {
      refuse(wanted, `it is made for contract ${String(contract ?? 'none')}, this hub has ${adapterContract}`);
    }
    const found = await fingerprint(root);
    if (found !== wanted.sha256) refuse(wanted, `its files have the digest ${found}, the list says ${wanted.sha256}`);
    for (const adapter of await importAdapters(root, manifest, wanted)) {
      const { protocol } = adapter.metadata;
      if (findAdapter(protocol) || loaded.some((other) => other.metadata.protocol === protocol)) {
        refuse(wanted, `the protocol ${protocol} is there already`);
      }
      loaded.push(adapter);
    }
  }
  return loaded;
}

function refuse({ name }: Pick<AdapterPackage, 'name'>, why: string): never {
  throw new StartRefused(`ADAPTER_PACKAGES: ${name}: ${why}`);
}

async function readManifest(root: string, wanted: AdapterPackage): Promise<Manifest> {
  const text = await readFile(join(root, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return refuse(wanted, 'it is not installed');
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return refuse(wanted, 'its package.json is not JSON');
  }
}

/** SHA-256 over the names and contents of all files of a package, in the order of their names. */
export async function fingerprint(root: string): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const links = entries.some((entry) => entry.isSymbolicLink());
  if (files.length > mostFiles || links) throw new StartRefused(`${root} has links or over ${mostFiles} files in it`);
  const hash = createHash('sha256');
  for (const path of files.map((file) => relative(root, file).split(sep).join('/')).toSorted()) {
    const content = await readFile(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** The digest of an installed package, for the list. Throws `StartRefused`. */
export async function describePackage(name: string, folder: string = modules): Promise<string> {
  const wanted = { name, version: '', sha256: '' };
  if (!/^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name)) refuse(wanted, 'it is no name of a package');
  const manifest = await readManifest(join(folder, name), wanted);
  return `${name}@${String(manifest.version)}#${await fingerprint(join(folder, name))}`;
}

async function importAdapters(root: string, manifest: Manifest, wanted: AdapterPackage): Promise<readonly Adapter[]> {
  const main = typeof manifest.main === 'string' ? manifest.main : 'index.js';
  const file = join(root, main);
  if (relative(root, file).startsWith('..')) refuse(wanted, 'its main file lies outside of it');
  const module = (await import(pathToFileURL(file).href).catch((error: unknown) =>
    refuse(wanted, `it cannot be imported: ${error instanceof Error ? error.message : 'unknown'}`),
  )) as { readonly adapters?: unknown };
  const { adapters } = module;
  if (!Array.isArray(adapters) || adapters.length === 0 || !adapters.every(isAdapter)) {
    return refuse(wanted, 'it exports no list `adapters` as src/kernel/adapter.ts describes them');
  }
  return adapters;
}

/** As far as the shape tells; what an adapter does, the conformance suite shows. */
function isAdapter(value: unknown): value is Adapter {
  const { metadata, connect, problems } = (value ?? {}) as Partial<Adapter>;
  const isNamed = typeof metadata?.protocol === 'string' && /^[a-z][a-z0-9-]{0,31}$/.test(metadata.protocol);
  const isWhole = Array.isArray(metadata?.settings) && Array.isArray(metadata?.capabilities);
  return isNamed && isWhole && typeof connect === 'function' && ['function', 'undefined'].includes(typeof problems);
}
