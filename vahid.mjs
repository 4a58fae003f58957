#!/usr/bin/env node
// The door of every npm script. Plain Node without a dependency, because its first task is to install them: it must run
// where nothing but Node and npm is there. Then it hands over to src/main/cli.ts in this same process, so that signals,
// `kill -9` and the exit code are the hub's own.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const oldestNode = [20, 19];
/** Commands that need the development tools too; all others run with what the hub itself needs. */
const developmentCommands = ['test', 'check', 'format', 'faults', 'mutants'];
const quietMs = 10_000;

const root = fileURLToPath(new URL('.', import.meta.url));
const lockFile = `${root}package-lock.json`;
const marker = `${root}node_modules/.vahid-installed.json`;
const npmRecord = `${root}node_modules/.package-lock.json`;

checkNode();
const scope = developmentCommands.includes(process.argv[2] ?? '') ? 'all' : 'runtime';
if (!isInstalled(scope)) await install(scope);
const { runCommandLine } = await import(await findProgram());
await runCommandLine(process.argv);

/** The program put together, or as it is written where nothing can be kept: that takes more memory and a second longer. */
async function findProgram() {
  const { putTogether } = await import('./src/main/put-together.mjs');
  const program = await putTogether(root);
  if (program !== undefined) {
    process.setSourceMapsEnabled(true);
    return program;
  }
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: `${root}tsconfig.json` });
  return './src/main/cli.ts';
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldestNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(`this is Node ${process.versions.node}; Vahid needs Node ${oldestNode.join('.')} or newer: https://nodejs.org`);
}

/** The marker names the lock file it was installed from. Without one, what npm itself recorded is compared with it. */
function isInstalled(wanted) {
  const noted = readJson(marker);
  if (noted?.lock === lockDigest() && (noted.scope === 'all' || noted.scope === wanted)) return true;
  if (!matchesNpmRecord(wanted)) return false;
  note(wanted);
  return true;
}

function matchesNpmRecord(wanted) {
  const installed = readJson(npmRecord)?.packages;
  if (!installed) return false;
  const locked = Object.entries(readJson(lockFile).packages);
  return locked.every(([path, entry]) => {
    const needed = path !== '' && !entry.optional && !entry.devOptional && (wanted === 'all' || !entry.dev);
    return !needed || installed[path]?.version === entry.version;
  });
}

async function install(wanted) {
  console.log('Installing the locked dependencies (once; a minute or two).');
  const started = Date.now();
  const scopeFlags = wanted === 'all' ? ['--include=dev', '--include=optional'] : ['--omit=dev', '--include=optional'];
  const code = await npm(['ci', ...scopeFlags, '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) fail('npm ci failed: see above. Is the package registry reachable and the folder writable?');
  note(wanted);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Runs the npm that runs us, or the one in the path, and shows that it is alive while it says nothing. */
function npm(args) {
  const own = process.env.npm_execpath;
  const [file, before, shell] = own ? [process.execPath, [own], false] : ['npm', [], process.platform === 'win32'];
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(file, [...before, ...args], { cwd: root, shell, stdio: ['ignore', 'inherit', 'inherit'] });
    const tick = setInterval(() => {
      console.log(`  … still installing, ${Math.round((Date.now() - started) / 1000)} s`);
    }, quietMs);
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.once('error', (error) => fail(`npm cannot be run: ${error.message}`));
    child.once('exit', (code) => {
      clearInterval(tick);
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

/** An image with read-only dependencies cannot be marked, and need not be. */
function note(installedScope) {
  try {
    writeFileSync(marker, JSON.stringify({ lock: lockDigest(), scope: installedScope }));
  } catch {
    // The comparison with npm's record answers the next time too.
  }
}

function lockDigest() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function fail(message) {
  console.error(`vahid: ${message}`);
  process.exit(1);
}
