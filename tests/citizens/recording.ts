import type { Crypto } from '../../src/platform/crypto/crypto.ts';
import type { Database, Sql } from '../../src/platform/database/sql.ts';

/**
 * What a use case costs, as a list: its statements, its transactions, its hashing. Two cases that nobody may tell apart by
 * the clock must have equal lists; a clock would only say so on a quiet day.
 */
export function recorder() {
  const work: string[] = [];

  function recordSql(sql: Sql): Sql {
    const note = (text: string) => work.push(text.replace(/\s+/g, ' ').trim());
    return {
      rows: (text, params) => (note(text), sql.rows(text, params)),
      first: (text, params) => (note(text), sql.first(text, params)),
      run: (text, params) => (note(text), sql.run(text, params)),
      copy: (text, bytes) => (note(text), sql.copy(text, bytes)),
    };
  }

  function recordDatabase(db: Database): Database {
    return {
      sql: recordSql(db.sql),
      async transaction(body, options) {
        work.push('BEGIN');
        const value = await db.transaction((sql) => body(recordSql(sql)), options);
        work.push('COMMIT');
        return value;
      },
      close: () => db.close(),
    };
  }

  function recordCrypto(crypto: Crypto): Crypto {
    const { passwords, cipher } = crypto;
    return {
      ...crypto,
      cipher: { ...cipher, sealText: (place, clear) => (work.push('seal'), cipher.sealText(place, clear)) },
      passwords: {
        ...passwords,
        hash: (password) => (work.push('argon2'), passwords.hash(password)),
        verify: (digest, password) => (work.push('argon2'), passwords.verify(digest, password)),
      },
    };
  }

  /** The work of one call. */
  async function workOf(call: () => Promise<unknown>): Promise<readonly string[]> {
    work.length = 0;
    await call();
    return [...work];
  }

  return { recordDatabase, recordCrypto, workOf };
}
