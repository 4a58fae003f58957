import { describe, expect, it } from 'vitest';
import { anchorsOf, pathsNamed, relativeLinks, scriptsNamed } from './documents.ts';

describe('reading a document', () => {
  it('finds links to files and headings, and leaves the web and code alone', () => {
    const text =
      'See [a](b/c.md#the-d) and ![p](../p.svg), [e](#f), [w](https://w.example), `[x](y.md)`\n\n    [z](z.md)\n<img src="i.png">';
    expect(relativeLinks('docs/page.md', text)).toEqual([
      { path: 'docs/b/c.md', anchor: 'the-d' },
      { path: 'p.svg', anchor: undefined },
      { path: 'docs/page.md', anchor: 'f' },
      { path: 'docs/i.png', anchor: undefined },
    ]);
  });

  it('makes anchors of headings as viewers do', () => {
    expect([...anchorsOf('# One, two\n\n```\n# no\n```\n\n## What `works`: ə\n')]).toEqual(['one-two', 'what-works-ə']);
  });

  it('takes paths for paths and patterns for patterns', () => {
    expect(pathsNamed('`src/kernel/money.ts`, `src/x/`, `tests/<folder>/a.ts`, `docs/*.md`, `money.ts`')).toEqual([
      'src/kernel/money.ts',
      'src/x/',
    ]);
  });

  it('finds the scripts a reader is told to run', () => {
    expect(scriptsNamed('Run `npm start`, then npm run check -- x, npm test.')).toEqual(['start', 'check', 'test']);
  });
});
