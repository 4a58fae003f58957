import type { Localized } from '../../kernel/adapter.ts';

/** Messages by key. A key that lacks one of the three languages does not compile. */
export type Texts = Readonly<Record<string, Localized>>;

/**
 * Declares the messages of one area. Texts are ICU messages: `{name}` for a value, `{count, plural, …}` where the
 * number decides the form (Russian needs one, few, many and other). Branches of a plural hold more than one word or
 * begin with `#`, so that the compiler can tell them from the names of values.
 */
export function texts<const T extends Texts>(area: T): T {
  return area;
}

/** The names of the values an ICU message needs, read from its text by the compiler. */
export type ArgumentNames<S extends string> = S extends `${string}{${infer Rest}`
  ? LeadingName<Rest> | ArgumentNames<Rest>
  : never;

type LeadingName<S extends string> = S extends `${infer Head}}${string}`
  ? NameOnly<Head extends `${infer Name},${string}` ? Name : Head>
  : never;

type NameOnly<S extends string> = S extends '' | `${string}${' ' | '#' | '{'}${string}` ? never : S;
