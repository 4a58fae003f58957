import { describe, expect, it } from 'vitest';
import { simulatedClock } from '../../../src/kernel/clock.ts';
import { idsFrom } from '../../../src/kernel/ids.ts';
import { seededBytes } from '../../../src/kernel/random.ts';
import {
  makeReadablePassword,
  makeShortCode,
  makeToken,
  readPrintedPassword,
  tokenDigest,
} from '../../../src/platform/crypto/secrets.ts';

const ids = idsFrom(simulatedClock(new Date('2026-11-22T08:00:00Z')), seededBytes('secrets'));

describe('random secrets', () => {
  it('an initial password has no character that is taken for another', () => {
    for (let made = 0; made < 300; made += 1) {
      expect(makeReadablePassword(ids)).toMatch(/^[a-hj-kmnp-z2-9]{4}-[a-hj-kmnp-z2-9]{4}-[a-hj-kmnp-z2-9]{4}$/);
    }
  });

  it('an initial password is read as people copy it from paper', () => {
    const password = makeReadablePassword(ids);
    const copies = [
      password.toUpperCase(),
      password.replaceAll('-', ' '),
      password.replaceAll('-', ''),
      ` ${password} `,
    ];
    for (const typed of copies) expect(readPrintedPassword(typed)).toBe(password);
    expect(readPrintedPassword('my own Password')).toBe('my own Password');
  });

  it('a short code has six digits, the leading ones too', () => {
    const codes = Array.from({ length: 3000 }, () => makeShortCode(ids));
    for (const code of codes) expect(code).toMatch(/^[0-9]{6}$/);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  });

  it('a token has 256 bits, and only its digest needs to be stored', () => {
    const token = makeToken(ids);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(tokenDigest(token)).toHaveLength(32);
    expect(tokenDigest(token).toString('base64url')).not.toBe(token);
  });
});
