import { describe, expect, it } from 'vitest';
import { parseLabel, showsProviderData } from '../../src/accounts/model.ts';

describe('the label of an account', () => {
  it('is any visible text of at most 60 characters, or none', () => {
    expect(parseLabel(' Anamın  evi ')).toEqual({ ok: true, value: 'Anamın evi' });
    expect(parseLabel('  ')).toEqual({ ok: true, value: null });
    expect(parseLabel(undefined)).toEqual({ ok: true, value: null });
    expect(parseLabel('🏠')).toEqual({ ok: true, value: '🏠' });
    expect(parseLabel('x'.repeat(61))).toMatchObject({ ok: false, error: [{ field: '/label', rule: 'too_long' }] });
    expect(parseLabel('a\u202eb')).toMatchObject({ ok: false, error: [{ field: '/label', rule: 'pattern' }] });
  });
});

describe('provider data', () => {
  it('are shown in full only where ownership is proven and a counter has seen the card', () => {
    expect(showsProviderData('proven', 'seen')).toBe(true);
    expect(showsProviderData('proven', 'checked')).toBe(true);
    expect(showsProviderData('proven', 'declared')).toBe(false);
    expect(showsProviderData('none', 'seen')).toBe(false);
    expect(showsProviderData('none', 'declared')).toBe(false);
  });
});
