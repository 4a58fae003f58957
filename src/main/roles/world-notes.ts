import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the data folder remembers of its sample world, so that the next start draws the same one. */
export interface WorldNotes {
  readonly seed: number;
  readonly citizens: number;
  /** The day the world was drawn on; its bills and renewals are around it. */
  readonly drawnOn: string;
  /** Set once everybody is registered. */
  readonly settled?: SettledNotes;
}

export interface SettledNotes {
  /** Of the database that was settled: another one is not. */
  readonly cabinetAgentId: string;
  /** A citizen for whoever wants to look around. */
  readonly citizen: {
    readonly uniqueCode: string;
    readonly initialPassword: string;
    /** One of the citizen's accounts, to be asked for without registration. */
    readonly providerCode: string;
    readonly account: string;
  };
}

const fileName = 'sample-world.json';

/** Folder of the simulated providers' books. */
export function booksFolder(dataDir: string): string {
  return join(dataDir, 'simulators');
}

export async function readNotes(dataDir: string): Promise<WorldNotes | undefined> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as WorldNotes);
}

/** The file changes whole or not at all. */
export async function writeNotes(dataDir: string, notes: WorldNotes): Promise<void> {
  const file = join(dataDir, fileName);
  await writeFile(`${file}.new`, `${JSON.stringify(notes, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Forgets the world and the providers' books; the hub's own data are elsewhere. */
export async function removeWorld(dataDir: string): Promise<void> {
  await rm(join(dataDir, fileName), { force: true });
  await rm(booksFolder(dataDir), { recursive: true, force: true });
}
