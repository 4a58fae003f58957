import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { anchorsOf, listDocuments, pathsNamed, readDocument, relativeLinks, scriptsNamed } from './documents.ts';

const documents = await listDocuments();

describe.each(documents)('%s', (document) => {
  it('leads only to files and headings that are there', async () => {
    const broken: string[] = [];
    for (const { path, anchor } of relativeLinks(document, await readDocument(document))) {
      const there = existsSync(path);
      const reached = there && (anchor === undefined || anchorsOf(await readDocument(path)).has(anchor));
      if (!reached) broken.push(anchor === undefined ? path : `${path}#${anchor}`);
    }
    expect(broken).toEqual([]);
  });

  it('names only paths and scripts that are there', async () => {
    const text = await readDocument(document);
    const missingPaths = pathsNamed(text).filter((path) => !existsSync(path));
    const missingScripts = scriptsNamed(text).filter((script) => !Object.hasOwn(manifest.scripts, script));
    expect([...missingPaths, ...missingScripts]).toEqual([]);
  });
});

describe('the documents', () => {
  it('are more than a handful, so that the rules above have something to hold', () => {
    expect(documents.length).toBeGreaterThan(20);
  });

  it('name every room of src in docs/architecture.md', async () => {
    const text = await readDocument('docs/architecture.md');
    const rooms = (await readdir('src', { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => `src/${name}/`).filter((room) => !text.includes(`\`${room}\``))).toEqual([]);
  });

  it('are all on the map of the README', async () => {
    const linked = new Set(relativeLinks('README.md', await readDocument('README.md')).map(({ path }) => path));
    const pages = documents.filter((document) => /^docs\/[^/]+\.md$/.test(document));
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});

describe('a decision', () => {
  const decisions = documents.filter((document) => document.startsWith('docs/decisions/'));

  it('has the next number, without gaps', () => {
    const numbers = decisions.map((document) => Number(/\/([0-9]{4})-[a-z0-9-]+\.md$/.exec(document)?.[1]));
    expect(numbers).toEqual(decisions.map((_, index) => index + 1));
  });

  it.each(decisions)('%s is short and says why, what, at which cost, and what holds it', async (document) => {
    const text = await readDocument(document);
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Enforced by']);
    expect(text.split('\n').length).toBeLessThanOrEqual(61);
    expect(text).toMatch(new RegExp(`^# ${/([0-9]{4})/.exec(document)?.[1]} `));
  });
});
