import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './list.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** What a copy does not need; the installed packages are linked. */
const left: ReadonlySet<string> = new Set(['node_modules', '.git', '.vahid', '.cache', 'dist', 'coverage']);
const mostMinutes = 10;

export interface MutantTotals {
  readonly mutants: number;
  readonly caught: number;
}

/** A copy of the checkout in which defects may be planted; the tree itself is never touched. */
interface Copy {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Plants one defect after the other into a copy and runs the tests that must notice. The tests run without any defect first:
 * tests that fail anyway would catch everything. Throws when that happens, or when a mutant does not fit the code any more.
 */
export async function runMutants(
  mutants: readonly Mutant[],
  how: { readonly tell: (text: string) => void; readonly onCopy: (copy: Copy) => void },
): Promise<MutantTotals> {
  const copy = await makeCopy();
  how.onCopy(copy);
  for (const { edits } of mutants) for (const edit of edits) await fitted(copy, edit);
  how.tell('without any defect …');
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  const sound = await runTests(copy, tests);
  if (sound.code !== 0) throw new Error(`the tests fail without any defect:\n${sound.output}`);
  let caught = 0;
  for (const mutant of mutants) {
    const isCaught = await isNoticed(copy, mutant);
    if (isCaught) caught += 1;
    how.tell(`${isCaught ? 'caught    ' : 'NOT CAUGHT'} ${mutant.name}: ${mutant.sentence}`);
  }
  return { mutants: mutants.length, caught };
}

async function isNoticed(copy: Copy, mutant: Mutant): Promise<boolean> {
  const before = new Map<string, string>();
  try {
    for (const edit of mutant.edits) {
      const text = await readFile(join(copy.folder, edit.file), 'utf8');
      if (!before.has(edit.file)) before.set(edit.file, text);
      await writeFile(join(copy.folder, edit.file), await fitted(copy, edit));
    }
    for (const test of mutant.tests) if ((await runTests(copy, [test])).code !== 0) return true;
    return false;
  } finally {
    for (const [file, text] of before) await writeFile(join(copy.folder, file), text);
  }
}

/** The text of the file with the edit in it. */
async function fitted(copy: Pick<Copy, 'folder'>, { file, find, replace }: Mutant['edits'][number]): Promise<string> {
  const text = await readFile(join(copy.folder, file), 'utf8');
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} holds ${places} times what a mutant replaces: ${find}`);
  return text.replace(find, () => replace);
}

/** What the mutants replace and the code does not hold exactly once any more. */
export async function listMisfits(mutants: readonly Mutant[]): Promise<string[]> {
  const tried = mutants.flatMap(({ name, edits }) =>
    edits.map((edit) =>
      fitted({ folder: root }, edit).then(
        () => null,
        () => `${name}: ${edit.file}`,
      ),
    ),
  );
  return (await Promise.all(tried)).filter((misfit) => misfit !== null);
}

async function makeCopy(): Promise<Copy> {
  const folder = await mkdtemp(join(tmpdir(), 'vahid-mutants-'));
  await cp(root, folder, { recursive: true, filter: (source) => source === root || !left.has(basename(source)) });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function runTests(copy: Copy, tests: readonly string[]): Promise<{ code: number; output: string }> {
  const script = join(copy.folder, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [script, 'run', '--bail=1', ...tests], {
    cwd: copy.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: mostMinutes * 60_000,
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}
