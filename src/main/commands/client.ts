import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describeApi } from '../../http/openapi.ts';
import { makeClient } from '../client/make-client.ts';
import { StartRefused } from '../roles/start-refused.ts';

/** `vahid client`: the TypeScript client of the agent API, as a package that can be published. */
export function defineClient(command: Command): void {
  command
    .requiredOption('--out <folder>', 'an empty folder, or one that is not there yet')
    .action(async ({ out }: { out: string }) => {
      const folder = resolve(out);
      await mkdir(folder, { recursive: true });
      if ((await readdir(folder)).length > 0) throw new StartRefused(`${folder} is not empty`);
      const files = await makeClient(await describeApi());
      for (const { path, text } of files) await writeFile(join(folder, path), text);
      console.log(`${files.length} files in ${folder}`);
    });
}
