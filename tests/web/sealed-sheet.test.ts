import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { SheetData } from '../../src/citizens/api.ts';
import type { UniqueCode } from '../../src/kernel/unique-code.ts';
import { openSheet, sealSheet } from '../../src/web/sealed-sheet.ts';
import { testCrypto } from '../citizens/citizen-fixture.ts';

const { cipher } = testCrypto();
const now = new Date('2026-11-20T06:42:00Z');
const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

const sheet: SheetData = {
  citizenId: 'c',
  uniqueCode: '482917305563' as UniqueCode,
  fullName: 'Leyla Məmmədova',
  language: 'az',
  assurance: 'declared',
  accounts: [{ providerId: 'p', account: '104512367', label: null }],
  initialPassword: 'z3qp-s6th-6r49',
  issuedAt: now,
};

test('the sheet comes back whole from the browser that was given it', () => {
  const sealed = sealSheet(cipher, sheet, { secret: 'mine', now });
  expect(openSheet(cipher, sealed, { secret: 'mine', now: minutesLater(14) })).toEqual(sheet);
});

test('nothing of it can be read on the way', () => {
  const sealed = Buffer.from(sealSheet(cipher, sheet, { secret: 'mine', now }), 'base64url').toString('latin1');
  for (const secret of ['z3qp', '482917', 'Leyla', '104512367']) expect(sealed).not.toContain(secret);
});

test('another browser cannot open it, nor anybody after a quarter of an hour', () => {
  const sealed = sealSheet(cipher, sheet, { secret: 'mine', now });
  expect(openSheet(cipher, sealed, { secret: 'theirs', now })).toBeUndefined();
  expect(openSheet(cipher, sealed, { secret: 'mine', now: minutesLater(15) })).toBeUndefined();
});

test('what was changed or made up does not open', () => {
  const sealed = sealSheet(cipher, sheet, { secret: 'mine', now });
  const changed = Buffer.from(sealed, 'base64url');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  for (const text of [changed.toString('base64url'), '', 'x', randomBytes(300).toString('base64url')]) {
    expect(openSheet(cipher, text, { secret: 'mine', now })).toBeUndefined();
  }
});
