import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { ledgerPage } from '../pages/ledger-page.ts';

/** Documents that are made from the code, by path from the top of the project. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  'docs/ledger.md': ledgerPage,
};

/** `vahid docs`: writes the documents that are made from the code. */
export function defineDocs(command: Command): void {
  command.action(async () => {
    for (const [path, page] of Object.entries(generatedPages)) {
      await writeFile(path, page());
      console.log(path);
    }
  });
}
