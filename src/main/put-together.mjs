// Puts the program's own TypeScript together into files that Node runs as they are, once for each state of the sources.
// Plain JavaScript, because it runs before anything can read TypeScript. Why:
// docs/decisions/0055-the-program-is-put-together-once.md.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const sources = ['src', 'adapters'];
/** What the output depends on beside the sources. */
const settings = ['package-lock.json', 'tsconfig.json'];
/** States that stay: a hub that still runs from an older one may load parts of it yet. */
const statesKept = 5;

/** The address of the program's first module; undefined where nothing can be written and none was put together before. */
export async function putTogether(root) {
  const state = stateOf(root);
  const shelf = join(root, '.cache', 'program');
  const place = join(shelf, state);
  if (!isThere(place) && !(await make(root, { shelf, place }))) return undefined;
  return pathToFileURL(join(place, 'cli.js')).href;
}

/** A digest of everything that the output is made of. */
function stateOf(root) {
  const hash = createHash('sha256');
  const files = sources.flatMap((folder) => filesBelow(join(root, folder)));
  for (const file of [...files, ...settings.map((name) => join(root, name))]) {
    hash.update(`\0${relative(root, file).split(sep).join('/')}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 32);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Made aside and moved, so that of several processes that begin at once each finds it whole. False: it cannot be written. */
async function make(root, { shelf, place }) {
  let aside;
  try {
    mkdirSync(shelf, { recursive: true });
    aside = mkdtempSync(join(shelf, 'making-'));
  } catch {
    return false;
  }
  try {
    await build({
      absWorkingDir: root,
      entryPoints: ['src/main/cli.ts'],
      outdir: aside,
      ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external' },
      ...{ sourcemap: 'linked', sourcesContent: false, logLevel: 'silent', plugins: [ownAddress] },
    });
    renameSync(aside, place);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    // Another process was faster with the same.
    if (!isThere(place)) throw error;
  }
  removeOldest(shelf);
  return true;
}

/** A module that finds files beside itself is to find them where its source stands. */
const ownAddress = {
  name: 'own-address',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

function isThere(place) {
  return existsSync(join(place, 'cli.js'));
}

function removeOldest(shelf) {
  const age = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const states = readdirSync(shelf).map((name) => join(shelf, name));
  for (const path of states.toSorted((a, b) => age(b) - age(a)).slice(statesKept)) {
    rmSync(path, { recursive: true, force: true });
  }
}
