import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/database/embedded/binaries.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Stands for npm: notes what it was asked, and "installs" the two packages that the door itself needs. */
const fakeNpm = `
  import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
  appendFileSync('asked.txt', process.argv.slice(2).join(' ') + '\\n');
  if (existsSync('broken')) process.exit(7);
  rmSync('node_modules', { recursive: true, force: true });
  mkdirSync('node_modules');
  symlinkSync(${JSON.stringify(join(root, 'node_modules/tsx'))}, 'node_modules/tsx');
  symlinkSync(${JSON.stringify(join(root, 'node_modules/esbuild'))}, 'node_modules/esbuild');
`;

/** Stands for the hub: says what it was given, or waits for a signal. */
const fakeCli = `
  export async function runCommandLine(argv: readonly string[]): Promise<void> {
    console.log('hub got ' + argv.slice(2).join(' '));
    if (argv[2] === 'fail') process.exitCode = 3;
    if (argv[2] !== 'wait') return;
    const forever = setInterval(() => undefined, 1000);
    process.once('SIGTERM', () => { clearInterval(forever); console.log('hub stopped by itself'); process.exitCode = 5; });
    console.log('hub waits');
  }
`;

const lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/tsx': { version: '1.0.0' } } };

let house: string;

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'vahid-door-'));
  await copyFile(join(root, 'vahid.mjs'), join(house, 'vahid.mjs'));
  await copyFile(join(root, 'tsconfig.json'), join(house, 'tsconfig.json'));
  await write('package.json', JSON.stringify({ type: 'module' }));
  await write('package-lock.json', JSON.stringify(lock));
  await write('npm.mjs', fakeNpm);
  await write('src/main/cli.ts', fakeCli);
  await mkdir(join(house, 'adapters'));
  await copyFile(join(root, 'src/main/put-together.mjs'), join(house, 'src/main/put-together.mjs'));
});

afterEach(() => rm(house, { recursive: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(house, file)), { recursive: true });
  await writeFile(join(house, file), text);
}

function start(...args: readonly string[]): ChildProcess {
  const env = { ...process.env, npm_execpath: join(house, 'npm.mjs') };
  return spawn(process.execPath, ['vahid.mjs', ...args], { cwd: house, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

async function asked(): Promise<string[]> {
  const text = await readFile(join(house, 'asked.txt'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

describe('the door', () => {
  it('installs what the hub needs once, then goes straight to the command', async () => {
    const first = await ended(start('start', '--fresh'));
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('hub got start --fresh') });
    expect(first.output).toContain('Installing the locked dependencies');
    const second = await ended(start('start'));
    expect(second).toEqual({ code: 0, output: 'hub got start\n' });
    expect(await asked()).toEqual(['ci --omit=dev --include=optional --no-audit --no-fund --loglevel=error']);
  });

  it('installs the tools of development when a command needs them, and everything runs with them', async () => {
    await ended(start('demo'));
    await ended(start('test'));
    await ended(start('check'));
    await ended(start('verify'));
    const [runtime, all, ...more] = await asked();
    expect(runtime).toContain('--omit=dev');
    expect(all).toContain('--include=dev');
    expect(more).toEqual([]);
  });

  it('installs anew when the locked versions have changed', async () => {
    await ended(start('start'));
    await write('package-lock.json', JSON.stringify({ ...lock, changed: true }));
    await ended(start('start'));
    expect(await asked()).toHaveLength(2);
  });

  it('accepts what somebody installed by hand', async () => {
    await mkdir(join(house, 'node_modules'));
    for (const name of ['tsx', 'esbuild'])
      await symlink(join(root, 'node_modules', name), join(house, 'node_modules', name));
    await write('node_modules/.package-lock.json', JSON.stringify(lock));
    expect(await ended(start('test'))).toEqual({ code: 0, output: 'hub got test\n' });
    expect(await asked()).toEqual([]);
  });

  it('does not accept an older installation made by hand', async () => {
    const older = { packages: { 'node_modules/tsx': { version: '0.9.0' } } };
    await write('node_modules/.package-lock.json', JSON.stringify(older));
    await ended(start('start'));
    expect(await asked()).toHaveLength(1);
  });

  it('says so when the installation fails, and tries again the next time', async () => {
    await write('broken', '');
    const failed = await ended(start('start'));
    expect(failed).toMatchObject({ code: 1, output: expect.stringContaining('npm ci failed') });
    expect(await exists(join(house, 'node_modules'))).toBe(false);
    await rm(join(house, 'broken'));
    expect(await ended(start('start'))).toMatchObject({ code: 0 });
  });

  it('hands on the exit code', async () => {
    expect(await ended(start('fail'))).toMatchObject({ code: 3 });
  });

  it('leaves signals to the hub, also right after an installation', async () => {
    const child = start('wait');
    const end = ended(child);
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (chunk: Buffer) => chunk.includes('hub waits') && resolve());
    });
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ code: 5, output: expect.stringContaining('hub stopped by itself') });
  });

  it('turns an old Node away before anything else', async () => {
    await write('old.mjs', "Object.defineProperty(process.versions, 'node', { value: '20.18.3' });");
    const args = ['--import', './old.mjs', 'vahid.mjs', 'start'];
    const child = spawn(process.execPath, args, { cwd: house, stdio: ['ignore', 'pipe', 'pipe'] });
    expect(await ended(child)).toEqual({
      code: 1,
      output: 'vahid: this is Node 20.18.3; Vahid needs Node 20.19 or newer: https://nodejs.org\n',
    });
    expect(await asked()).toEqual([]);
  });
});
