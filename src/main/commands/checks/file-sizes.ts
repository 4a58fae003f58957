import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { projectRoot } from '../run-tool.ts';

const folders = ['src', 'adapters', 'tests'] as const;
const extensions: ReadonlySet<string> = new Set(['.ts', '.tsx', '.js', '.mjs', '.cjs', '.sql']);
const mostLines = 300;
/** What tools write and nobody reads from top to bottom. */
const generated = 'tests/golden/';

/** Source files that are too long to be read in one go. */
export async function findLongFiles(root: string = projectRoot): Promise<string[]> {
  const findings: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && extensions.has(extname(entry.name)));
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      const lines = countLines(await readFile(path, 'utf8'));
      const place = relative(root, path).replaceAll('\\', '/');
      if (lines > mostLines && !place.startsWith(generated))
        findings.push(`${place}: ${lines} lines, at most ${mostLines}`);
    }
  }
  return findings;
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
