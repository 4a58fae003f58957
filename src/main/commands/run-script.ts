import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './run-tool.ts';

/** Runs a TypeScript file of the project as a process of its own, on this terminal; returns its exit code. */
export async function runScript(script: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(projectRoot, script), ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  // The terminal tells both of Ctrl-C; whoever waits for the script must not end before it has cleaned up.
  const wait = () => undefined;
  const forward = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    process.off('SIGINT', wait).off('SIGTERM', forward);
  }
}
