import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, where every tool is to be run. */
export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

export interface ToolRun {
  readonly code: number;
  /** Both streams; empty when they were shown. */
  readonly output: string;
}

export interface ToolOptions {
  /** True to let the tool write to the terminal itself. */
  readonly shown?: boolean;
}

/** Runs a script of an installed package, such as `oxlint/bin/oxlint`, with this Node. */
export async function runTool(script: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolRun> {
  const file = join(projectRoot, 'node_modules', script);
  const stdio = options.shown === true ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, [file, ...args], { cwd: projectRoot, stdio: ['ignore', stdio, stdio] });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, output: Buffer.concat(chunks).toString('utf8').trim() };
}
