import type { Localized } from '../../kernel/adapter.ts';
import { err, ok, type Result } from '../../kernel/result.ts';

/** A language the hub speaks: Azerbaijani, Russian, English. */
export type Language = keyof Localized;

export const languages: readonly Language[] = ['az', 'ru', 'en'];

/** Spoken to whoever states no preference. */
export const defaultLanguage: Language = 'az';

/** Each language in its own words, for the switch on every page; never translated. */
export const languageNames: Readonly<Record<Language, string>> = {
  az: 'Azərbaycan dili',
  ru: 'Русский',
  en: 'English',
};

/** Longest `Accept-Language` that is looked at, in characters; real ones stay under a hundred. */
const longestHeader = 500;

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (languages as readonly string[]).includes(value);
}

/** Reads the code of a language exactly as it is stored and sent: `az`, `ru` or `en`. */
export function parseLanguage(value: unknown): Result<Language, 'invalid_language'> {
  return isLanguage(value) ? ok(value) : err('invalid_language');
}

/** The language for a partner whose own is given as a tag; what the hub does not speak (`bg`) falls to English. */
export function nearestLanguage(tag: string): Language {
  const primary = tag.toLowerCase().split(/[-_]/, 1)[0];
  return isLanguage(primary) ? primary : 'en';
}

/** The best language for an `Accept-Language` header; the default where it names none that the hub speaks. */
export function negotiateLanguage(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined || acceptLanguage.length > longestHeader) return defaultLanguage;
  let best: { language: Language; quality: number } | undefined;
  for (const range of acceptLanguage.split(',')) {
    const wanted = readRange(range);
    if (wanted && wanted.quality > (best?.quality ?? 0)) best = wanted;
  }
  return best?.language ?? defaultLanguage;
}

function readRange(range: string): { language: Language; quality: number } | undefined {
  const match = /^\s*([a-z]{2})(?:-[a-z0-9-]+)?\s*(?:;\s*q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)\s*)?$/i.exec(range);
  const language = match?.[1]?.toLowerCase();
  return isLanguage(language) ? { language, quality: Number(match?.[2] ?? '1') } : undefined;
}
