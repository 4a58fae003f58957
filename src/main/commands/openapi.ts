import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describeNativeRest } from '../../../adapters/native-rest/openapi.ts';
import { errorsDocument } from '../../http/errors-document.ts';
import { describeApi } from '../../http/openapi.ts';

interface GeneratedFile {
  /** Within the checkout. */
  readonly path: string;
  readonly make: () => Promise<string>;
}

/** What partners read, made from the code; tests hold the files against it. */
export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'tests/golden/openapi.json', make: describeApi },
  { path: 'adapters/native-rest/openapi.json', make: describeNativeRest },
  { path: 'docs/errors.md', make: async () => errorsDocument() },
];

/** Where a file of the checkout lies. */
export function inCheckout(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** `vahid openapi`: writes the documents; with `--check` only says which of them are out of date. */
export function defineOpenapi(command: Command): void {
  command
    .option('--check', 'write nothing; fail when a file differs from the code')
    .action(async (options: { readonly check?: boolean }) => {
      for (const file of generatedFiles) {
        const made = await file.make();
        const isCurrent = (await readFile(inCheckout(file.path), 'utf8').catch(() => '')) === made;
        if (!isCurrent && options.check !== true) await writeFile(inCheckout(file.path), made);
        if (!isCurrent && options.check === true) process.exitCode = 1;
        console.log(`${isCurrent ? 'unchanged' : options.check === true ? 'OUT OF DATE' : 'written'}: ${file.path}`);
      }
    });
}
