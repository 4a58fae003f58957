import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { StartRefused } from '../roles/start-refused.ts';

/** A file of JSON, `-` for standard input. Throws `StartRefused`. */
export async function readJson(file: string): Promise<unknown> {
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) throw new StartRefused(`${file} cannot be read`);
  try {
    return JSON.parse(content) as unknown;
  } catch {
    throw new StartRefused(`${file === '-' ? 'standard input' : file} is not JSON`);
  }
}
