import { IntlMessageFormat } from 'intl-messageformat';
import { catalogue, type Catalogue, type MessageKey } from './catalogue.ts';
import type { Language } from './language.ts';
import type { ArgumentNames } from './texts.ts';

type NamesOf<K extends MessageKey> = K extends MessageKey ? ArgumentNames<Catalogue[K]['en']> : never;

/** The values a message needs; none where its text names none. Numbers are for plurals, everything else is text. */
export type MessageValues<K extends MessageKey> = [NamesOf<K>] extends [never]
  ? []
  : [values: Readonly<Record<NamesOf<K>, string | number>>];

/** Returns the message of a key, its values filled in, as plain text: whoever shows it escapes it. */
export type Translate = <K extends MessageKey>(key: K, ...values: MessageValues<K>) => string;

const compiled = new Map<string, IntlMessageFormat>();

/** The messages of one language. */
export function translate(language: Language): Translate {
  return (key, ...values) => {
    const text = catalogue[key][language];
    const [given] = values;
    if (given === undefined) return text;
    return String(format(language, key).format(given));
  };
}

/** Compiled once per key and language: there are as many entries as the catalogue has texts, no more. */
function format(language: Language, key: MessageKey): IntlMessageFormat {
  const name = `${language}:${key}`;
  const known = compiled.get(name);
  if (known) return known;
  const made = new IntlMessageFormat(catalogue[key][language], language, undefined, { ignoreTag: true });
  compiled.set(name, made);
  return made;
}
