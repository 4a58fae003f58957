/** What a form sent. Fields that are not there read as empty; of a field that came twice the first counts. */
export interface SentForm {
  text(name: string): string;
  /** All values of a field that may come several times. */
  all(name: string): readonly string[];
  /** Values of all fields whose name begins so, by the rest of the name. */
  group(prefix: string): Readonly<Record<string, string>>;
  has(name: string): boolean;
}

/** Longest value that is looked at, characters; no field of the cabinet needs more, but the sealed sheet. */
const longestValue = 60_000;

/** Reads the body that @fastify/formbody has parsed; anything else reads as an empty form. */
export function readForm(body: unknown): SentForm {
  const fields = new Map<string, readonly string[]>();
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    for (const [name, value] of Object.entries(body)) fields.set(name, textsOf(value));
  }
  const all = (name: string) => fields.get(name) ?? [];
  return {
    all,
    text: (name) => all(name)[0] ?? '',
    has: (name) => fields.has(name),
    group: (prefix) => {
      const group: Record<string, string> = {};
      for (const [name, [value = '']] of fields) {
        const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
        if (/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(rest) && rest !== 'constructor') group[rest] = value;
      }
      return group;
    },
  };
}

function textsOf(value: unknown): readonly string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((text): text is string => typeof text === 'string' && text.length <= longestValue);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for an id as the hub writes them; anything else in an address or a form names nothing. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** Longest place that is led back to, characters. */
const longestPlace = 8_000;

/**
 * A path of our own to go on to, or null. Everything a browser might read as another host is refused: `//host`,
 * `/\host`, control characters.
 */
export function localPlace(text: string): string | null {
  const isLocal = /^\/(?![/\\])[A-Za-z0-9/_\-.~%?&=:+,]*$/.test(text) && text.length <= longestPlace;
  return isLocal ? text : null;
}
