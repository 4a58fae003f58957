import type { Localized } from '../kernel/adapter.ts';
import type { FieldProblem } from '../kernel/errors/catalogue.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Reads the parts of one object of JSON. A part of the wrong type is reported and read as something harmless. */
export interface Reader {
  report(name: string, rule: string, detail: string): void;
  /** Whether there is a value that is not null. */
  has(name: string): boolean;
  onlyKnown(names: readonly string[]): void;
  text(name: string, longest: number): string;
  textOrNull(name: string, longest: number): string | null;
  whole(name: string): number;
  flag(name: string, fallback: boolean): boolean;
  oneOf<T extends string>(name: string, allowed: readonly T[], harmless: T): T;
  localized(name: string): Localized;
  /** Text values by name. */
  texts(name: string, most: number): Readonly<Record<string, string>>;
  object(name: string): Reader;
  list<T>(name: string, most: number, readItem: (item: Reader) => T): readonly T[];
  /** The value itself, where it is a text or a number in a list. */
  value(longest: number): string;
  wholeValue(): number;
}

/** Characters of one setting or credential. */
const longestSetting = 2_000;

export function makeReader(source: unknown, pointer: string, problems: FieldProblem[]): Reader {
  const isPlain = isObject(source);
  const object: Json = isPlain ? source : {};
  const own = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);
  const report = (name: string, rule: string, detail: string) => {
    const part = name === '' ? '' : `/${name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    problems.push({ field: `${pointer}${part}`, rule, detail });
  };
  const missing = (name: string, detail: string) => report(name, own(name) === undefined ? 'required' : 'type', detail);
  const text = (name: string, longest: number) => readText(own(name), longest, (detail) => missing(name, detail));
  const whole = (name: string) => readWhole(own(name), (detail) => missing(name, detail));
  const child = (name: string) => makeReader(own(name), `${pointer}/${name}`, problems);
  return {
    ...{ report, text, whole },
    has: (name) => own(name) !== undefined && own(name) !== null,
    onlyKnown: (names) => {
      if (!isPlain) report('', 'type', `an object with ${names.join(', ')}`);
      for (const name of Object.keys(object)) if (!names.includes(name)) report(name, 'unknown_field', 'no such field');
    },
    textOrNull: (name, longest) => (own(name) === null || own(name) === undefined ? null : text(name, longest)),
    flag: (name, fallback) => {
      const value = own(name) ?? fallback;
      if (typeof value !== 'boolean') report(name, 'type', 'true or false');
      return value === true;
    },
    oneOf: (name, allowed, harmless) => {
      const found = allowed.find((candidate) => candidate === own(name));
      if (found === undefined) missing(name, `one of ${allowed.join(', ')}`);
      return found ?? harmless;
    },
    localized: (name) => {
      const words = child(name);
      words.onlyKnown(['az', 'ru', 'en']);
      return { az: words.text('az', 300), ru: words.text('ru', 300), en: words.text('en', 300) };
    },
    texts: (name, most) =>
      readTexts(own(name), { most, report: (inner, detail) => report(inner, 'type', detail), name }),
    object: child,
    list: (name, most, readItem) => {
      const value = own(name);
      if (!Array.isArray(value) || value.length > most) {
        missing(name, `a list of at most ${most}`);
        return [];
      }
      return value.map((item: unknown, index) => readItem(makeReader(item, `${pointer}/${name}/${index}`, problems)));
    },
    value: (longest) => readText(source, longest, (detail) => report('', 'type', detail)),
    wholeValue: () => readWhole(source, (detail) => report('', 'type', detail)),
  };
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(value: unknown, longest: number, complain: (detail: string) => void): string {
  if (typeof value === 'string' && value.length <= longest) return value;
  complain(`a text of at most ${longest} characters`);
  return '';
}

function readWhole(value: unknown, complain: (detail: string) => void): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  complain('a whole number');
  return 0;
}

function readTexts(
  value: unknown,
  how: { readonly most: number; readonly name: string; readonly report: (name: string, detail: string) => void },
): Readonly<Record<string, string>> {
  if (!isObject(value) || Object.keys(value).length > how.most) {
    how.report(how.name, `an object of at most ${how.most} texts`);
    return {};
  }
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string' || text.length > longestSetting) {
      how.report(how.name, `\`${name.slice(0, 64)}\` is a text of at most ${longestSetting} characters`);
    }
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}

/** A value of JSON as text, the same for equal values: names of objects in order. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_name, inner: unknown) =>
      isObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
    ) ?? ''
  );
}
