import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

/** Folders that are not the project's own. */
const foreign: ReadonlySet<string> = new Set(['node_modules', '.git', '.vahid', '.cache', 'coverage', 'dist']);

/** A text of the checkout, by its path from the top. */
export function readDocument(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/** Every Markdown file of the checkout, by its path from the top. */
export async function listDocuments(folder = '.'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return foreign.has(entry.name) ? [] : listDocuments(path);
      return entry.name.endsWith('.md') ? [path] : [];
    }),
  );
  return found.flat().toSorted();
}

/** Markdown without its blocks of code, where a bracket is no link. */
function proseOf(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/^ {4}.*$/gm, '');
}

export interface RelativeLink {
  /** From the top of the checkout; the document itself for a link within it. */
  readonly path: string;
  /** Without `#`; undefined for the whole file. */
  readonly anchor: string | undefined;
}

/** Links and pictures of a document that lead to files of the checkout. */
export function relativeLinks(document: string, markdown: string): RelativeLink[] {
  const prose = proseOf(markdown).replace(/`[^`\n]*`/g, '');
  const found = [...prose.matchAll(/\]\(([^()\s]+)\)|<img\s+src="([^"]+)"/g)];
  const targets = found.map(([, link, picture]) => link ?? picture ?? '');
  return targets
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      return { path: file === '' ? document : normalize(join(dirname(document), file)), anchor };
    });
}

/** Anchors that a viewer makes of the headings of a document. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...proseOf(markdown).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\- ]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Paths of the checkout that a document names as code. Patterns and placeholders are not paths. */
export function pathsNamed(markdown: string): string[] {
  const spans = [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return spans.filter((span) => /^(src|adapters|tests|migrations|docs)\/[\w./-]*$/.test(span));
}

/** Scripts of package.json that a document tells its reader to run. */
export function scriptsNamed(markdown: string): string[] {
  const named = [...markdown.matchAll(/\bnpm (?:run ([a-z-]+)|(start|test))\b/g)];
  return named.map(([, run, own]) => run ?? own ?? '');
}
