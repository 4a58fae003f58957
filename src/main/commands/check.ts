import type { Command } from 'commander';
import { runTool } from './run-tool.ts';

/** How one step of the check ended; the output is shown only when it failed. */
interface StepResult {
  readonly ok: boolean;
  readonly output: string;
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<StepResult>;
}

const depcruise = 'dependency-cruiser/bin/dependency-cruise.mjs';

const steps: readonly Step[] = [
  { name: 'lint', run: () => tool('oxlint/bin/oxlint', '--format=unix', '.') },
  { name: 'types and house rules', run: checkTypesAndRules },
  { name: 'import rules', run: () => tool(depcruise, '--output-type', 'err', 'src', 'adapters', 'tests') },
  { name: 'dead code', run: () => tool('knip/bin/knip.js', '--no-progress') },
  { name: 'formatting', run: () => tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.') },
  { name: 'file sizes', run: checkSizes },
];

/** `vahid check`: every step runs, whatever came before; one line each, then the sum. */
export function defineCheck(command: Command): void {
  command.action(async () => {
    const failed: string[] = [];
    for (const step of steps) {
      const started = performance.now();
      const { ok, output } = await step.run();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
      if (ok) continue;
      failed.push(step.name);
      console.log(output.replaceAll(/^/gm, '       '));
    }
    const passed = steps.length - failed.length;
    console.log(failed.length === 0 ? `all ${passed} checks passed` : `${failed.length} failed: ${failed.join(', ')}`);
    process.exitCode = failed.length === 0 ? 0 : 1;
  });
}

async function tool(script: string, ...args: readonly string[]): Promise<StepResult> {
  const { code, output } = await runTool(script, args);
  return { ok: code === 0, output };
}

async function checkTypesAndRules(): Promise<StepResult> {
  const { checkProgram } = await import('./checks/program.ts');
  return resultOf(checkProgram());
}

async function checkSizes(): Promise<StepResult> {
  const { findLongFiles } = await import('./checks/file-sizes.ts');
  return resultOf(await findLongFiles());
}

function resultOf(findings: readonly string[]): StepResult {
  return { ok: findings.length === 0, output: findings.join('\n') };
}
