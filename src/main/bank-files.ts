import { lineOfFault, parseXml } from '../../adapters/kit/hardened-xml.ts';
import type { ReadXml } from '../bank-statements/camt053.ts';
import { err } from '../kernel/result.ts';

/** camt.053 goes thirteen elements deep; a file of the most entries has some sixty elements for each. */
const limits = { depth: 20, elements: 1_000_000 };

/** Reads bank files with the reader that reads providers' answers: nothing is resolved, fetched or guessed. */
export const readBankXml: ReadXml = (text) => {
  const parsed = parseXml(text, 'utf-8', limits);
  return parsed.ok ? parsed : err(lineOfFault(text));
};
