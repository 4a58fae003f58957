import type { FeeRule } from '../../fees/model.ts';
import type { Session } from '../../platform/database/session.ts';
import type { Item } from './item.ts';
import { readAheadOfAccepts, readAheadOfResolves, readRules } from './read-contexts.ts';

export interface ReadingPoint {
  /** The last batch that was committed when reading began. */
  readonly seen: number;
  readonly at: Date;
  readonly day: string;
}

/** Reads what the items' decisions look at. Commands that run alone are left as they are. */
export type AheadReader = (items: readonly Item[], point: ReadingPoint) => Promise<void>;

/** What was read for a day stays true for `staleMs`: rules of a day that has begun are not changed, new versions begin later. */
export function createAheadReader(session: Session, staleMs: number): AheadReader {
  let rules: { readonly day: string; readonly list: readonly FeeRule[]; readonly readAtMs: number } | null = null;
  return async (items, point) => {
    const readAtMs = performance.now();
    for (const item of items) {
      item.seen = point.seen;
      item.readAtMs = readAtMs;
    }
    if (rules?.day !== point.day || rules.readAtMs < readAtMs - staleMs) {
      rules = { day: point.day, list: await readRules(session, point.day), readAtMs };
    }
    await attachToAccepts(session, items, { at: point.at, rules });
    await attachToResolves(session, items);
  };
}

async function attachToAccepts(
  session: Session,
  items: readonly Item[],
  { at, rules }: { readonly at: Date; readonly rules: { readonly day: string; readonly list: readonly FeeRule[] } },
): Promise<void> {
  const own = items.flatMap((item) =>
    item.command.kind === 'accept' && !item.isAlone ? [{ item, command: item.command.command }] : [],
  );
  if (own.length === 0) return;
  const states = await readAheadOfAccepts(
    session,
    own.map(({ command }) => command),
    at,
  );
  for (const [index, { item, command }] of own.entries()) {
    const state = states[index];
    if (state) item.ahead = { kind: 'accept', command, state, rules };
  }
}

async function attachToResolves(session: Session, items: readonly Item[]): Promise<void> {
  const own = items.flatMap((item) =>
    item.command.kind === 'resolve' && !item.isAlone ? [{ item, command: item.command.command }] : [],
  );
  if (own.length === 0) return;
  const states = await readAheadOfResolves(
    session,
    own.map(({ command }) => command),
  );
  for (const [index, { item, command }] of own.entries()) {
    item.ahead = { kind: 'resolve', command, state: states[index] ?? null };
  }
}
