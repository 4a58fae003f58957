/** A place where files come and go: a folder of this machine, or one at the other end of a line. */
export interface FileExchange {
  /** Files that have come and are whole, by name, at most 100. */
  list(): Promise<readonly ArrivedFile[]>;
  read(name: string): AsyncIterable<Uint8Array>;
  /** The file was taken: it leaves `in` for `archive`. */
  archive(name: string): Promise<void>;
  /** The file was not taken: it leaves `in` for `rejected`, with a report of why beside it. */
  reject(name: string, report: string): Promise<void>;
  /** Puts a file into `out`, where it appears whole or not at all. The same name again takes its place. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface ArrivedFile {
  readonly name: string;
  readonly sizeBytes: number;
}

export const exchangeFolders = ['in', 'out', 'archive', 'rejected'] as const;

/** Files that one look takes. */
export const mostListed = 100;

/** Names that are no way out of the folder, no hidden file, and nothing that is still being written. */
export function isExchangeName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) && !/\.(?:part|tmp|filepart)$/i.test(name);
}

/** A name that is free, the wanted one where it is: nothing that was archived is ever written over. */
export async function freeName(wanted: string, isTaken: (name: string) => Promise<boolean>): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const name = copy === 1 ? wanted : `${wanted}.${copy}`;
    if (!(await isTaken(name))) return name;
  }
}
