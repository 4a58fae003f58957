import type { EntryReason, ReadPayment, ReadEntry } from './model.ts';

/** What is known of agents: their codes, and the references that were given to them. */
export interface KnownReferences {
  readonly codes: ReadonlyMap<string, string>;
  readonly references: ReadonlyMap<string, string>;
}

export type Recognised = { readonly agentId: string } | { readonly reason: EntryReason };

/** A reference may be written in groups; a shorter one would then be found inside of other numbers. */
const shortestInGroups = 10;
/** A shorter code is found in texts that mean something else. */
const shortestInText = 6;

/**
 * Whose money an entry is. Every payment of it must name one agent, and all the same: what is in doubt is nobody's until two people
 * have looked.
 */
export function recognise(known: KnownReferences, entry: Pick<ReadEntry, 'isReturn' | 'payments'>): Recognised {
  if (entry.isReturn) return { reason: 'returned' };
  const named = entry.payments.map((payment) => agentsOf(known, payment));
  const all = new Set(named.flatMap((agents) => [...agents]));
  if (all.size > 1) return { reason: 'several_agents' };
  const [agentId] = all;
  if (agentId === undefined || named.some((agents) => agents.size === 0)) return { reason: 'no_reference' };
  return { agentId };
}

function agentsOf(known: KnownReferences, { texts, references }: ReadPayment): Set<string> {
  const agents = new Set<string>();
  for (const written of references) {
    const agentId = known.codes.get(written.trim().toLowerCase()) ?? known.references.get(compact(written));
    if (agentId !== undefined) agents.add(agentId);
  }
  for (const text of texts) {
    for (const [code, agentId] of known.codes) if (isCodeIn(text, code)) agents.add(agentId);
    for (const [reference, agentId] of known.references) if (isReferenceIn(text, reference)) agents.add(agentId);
  }
  return agents;
}

/** A code that may be an ordinary word, such as `post`, or the number of a house, `b2`, counts only where it is all that was written. */
function isCodeIn(text: string, code: string): boolean {
  if (text.trim().toLowerCase() === code) return true;
  return code.length >= shortestInText && /[0-9]/.test(code) && hasWord(text.toLowerCase(), code);
}

function isReferenceIn(text: string, reference: string): boolean {
  if (hasWord(text.toUpperCase(), reference)) return true;
  if (reference.length < shortestInGroups) return false;
  return hasGroups(text.toUpperCase(), reference);
}

/** True where the word stands for itself: no letter, digit or hyphen touches it. */
function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}-])${word}(?![\\p{L}\\p{N}-])`, 'u').test(text);
}

/** The same with spaces between its signs, as IBANs are printed. */
function hasGroups(text: string, word: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}-])${[...word].join(' ?')}(?![\\p{L}\\p{N}-])`, 'u').test(text);
}

function compact(written: string): string {
  return written.replace(/\s/g, '').toUpperCase();
}
