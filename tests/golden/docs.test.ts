import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { generatedPages } from '../../src/main/commands/docs.ts';

describe('a document that is made from the code', () => {
  it.each(Object.entries(generatedPages))(
    '%s says what the code does; after a change run `npm run docs`',
    async (path, page) => {
      expect(await readFile(path, 'utf8')).toBe(page());
    },
  );
});
