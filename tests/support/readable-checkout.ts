import { chmod, cp, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exists, findBinaries, runnableByAnybody } from '../../src/platform/database/embedded/binaries.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A checkout that every user of the machine can read: this one, or, when it lies in a private home, a copy of the
 * source and of the named packages with what they depend on.
 */
export async function readableCheckout(packages: readonly string[]): Promise<string> {
  if (await runnableByAnybody(await findBinaries())) return checkout;
  const copy = await mkdtemp(join(tmpdir(), 'vahid-checkout-'));
  await chmod(copy, 0o755);
  for (const name of await withDependencies(packages)) await copyPart(copy, join('node_modules', name));
  for (const name of ['package.json', 'tsconfig.json', 'src', 'tests/support']) await copyPart(copy, name);
  return copy;
}

async function copyPart(copy: string, part: string): Promise<void> {
  await cp(join(checkout, part), join(copy, part), { recursive: true, verbatimSymlinks: true });
}

async function withDependencies(packages: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const waiting = [...packages];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const manifest = join(checkout, 'node_modules', name, 'package.json');
    if (found.has(name) || !(await exists(manifest))) continue;
    found.add(name);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(await readFile(manifest, 'utf8')) as {
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    };
    waiting.push(...Object.keys(dependencies), ...Object.keys(optionalDependencies));
  }
  return found;
}
