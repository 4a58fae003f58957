/** Values by key, at most so many: what was used longest ago is forgotten first. */
export interface Recent<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  readonly size: number;
}

export function createRecent<Key, Value>(most: number): Recent<Key, Value> {
  // A Map keeps the order of insertion, so its first key is the one that was used longest ago.
  const values = new Map<Key, Value>();
  const use = (key: Key, value: Value) => {
    values.delete(key);
    values.set(key, value);
  };
  return {
    get size() {
      return values.size;
    },
    get: (key) => {
      const value = values.get(key);
      if (value !== undefined) use(key, value);
      return value;
    },
    set: (key, value) => {
      use(key, value);
      if (values.size <= most) return;
      const [oldest] = values.keys();
      if (oldest !== undefined) values.delete(oldest);
    },
  };
}
