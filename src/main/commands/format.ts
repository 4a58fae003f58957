import type { Command } from 'commander';
import { runTool } from './run-tool.ts';

/** `vahid format`: writes every file as `check` wants it. */
export function defineFormat(command: Command): void {
  command.action(async () => {
    const { code } = await runTool('prettier/bin/prettier.cjs', ['--write', '--log-level=warn', '.'], { shown: true });
    process.exitCode = code;
  });
}
