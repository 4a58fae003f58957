import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Of the package that brings the browser along: a new version unpacks anew. */
const version = '147.0.0';

/**
 * The browser that comes with the development packages. It needs four libraries that a bare machine may not have; the
 * package has them too, and they are used only where the machine's own do not do. Elsewhere than on Linux, an installed
 * Chrome.
 */
export async function openBrowser(): Promise<Browser> {
  if (process.platform !== 'linux') return chromium.launch({ channel: 'chrome' });
  const directory = await unpackOnce();
  const options = { args: plainArguments, executablePath: join(directory, 'chromium') };
  try {
    return await chromium.launch(options);
  } catch {
    const libraries = join(directory, 'al2023', 'lib');
    return chromium.launch({ ...options, env: { ...process.env, LD_LIBRARY_PATH: libraries } });
  }
}

/**
 * Not the arguments that the package proposes: those run everything in one process, which ends with the first window, and
 * switch off what a browser defends. Root has no sandbox, and there is nothing to draw with but the processor.
 */
const plainArguments = ['--no-sandbox', '--disable-gpu'];

/**
 * Unpacks into a folder of this user's own, in one piece: the package alone would use one folder for all users of the
 * machine, and take what a killed run has left half done for the browser.
 */
async function unpackOnce(): Promise<string> {
  const directory = join(tmpdir(), `vahid-chromium-${userInfo().uid}-${version}`);
  if (existsSync(join(directory, 'chromium'))) return directory;
  const fresh = await mkdtemp(join(tmpdir(), 'vahid-chromium-'));
  await inSurroundings({ TMPDIR: fresh, ...withLibraries }, async () => {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
  });
  // Somebody else may have been faster; theirs is as good.
  await rename(fresh, directory).catch(() => rm(fresh, { recursive: true, force: true }));
  return directory;
}

/** How the package is told to unpack the libraries as well. */
const withLibraries = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };

/** The package reads its surroundings where it is called, and changes them; nobody else is to notice. */
async function inSurroundings<T>(changes: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, changes);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
