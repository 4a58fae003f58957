import { describe, expect, it } from 'vitest';
import { passwordProblems, personalPasswordProblems } from '../../src/citizens/password-policy.ts';

const rule = (password: string) => passwordProblems('/newPassword', password)[0]?.rule;

describe('a password of one’s own', () => {
  it('has 8 to 128 characters, counted as people see them', () => {
    expect(rule('tuz çör')).toBe('password_short');
    expect(rule('tuz çörə')).toBeUndefined();
    expect(rule('ə'.normalize('NFD').repeat(3))).toBe('password_short');
    expect(rule('🏠🏠🏠🏠')).toBe('password_short');
    expect(rule('kəpənək uçur '.repeat(9) + 'gecə gündüz')).toBeUndefined();
    expect(rule(`tuz çörək ${'q'.repeat(119)}`)).toBe('too_long');
    expect(rule('x1'.repeat(500_000))).toBe('too_long');
  });

  it('may be a long sentence with spaces in any language, without rules of composition', () => {
    expect(rule('bu gün hava çox gözəldir və mən xoşbəxtəm ki, dəniz yaxındır')).toBeUndefined();
    expect(rule('dəniz kənarında köhnə qayıq')).toBeUndefined();
    expect(rule('маленький синий чемодан')).toBeUndefined();
  });

  it.each([
    'password',
    'Password1',
    'PASSWORD2026!',
    '123456789',
    '87654321',
    'aaaaaaaa',
    '12121212',
    'abcabcabc',
    'abcdefgh',
    'qwertyuiop',
    'йцукенгшщз',
    'Bakı2026',
    'azərbaycan',
    'Leyla1990',
    'qarabag1!',
    'şifrə12345',
    '01061990',
    '1990-06-01',
    '1q2w3e4r',
    'senisevirem',
  ])('is not %s, which anybody would try first', (password) => {
    expect(rule(password)).toBe('password_common');
  });

  it('is none of the numbers that others know of the person', () => {
    const context = { uniqueCode: '482917305563', fin: '5ABC3D7', cardNumber: '1234567', phone: '+994501234567' };
    const problem = (password: string) => personalPasswordProblems('/newPassword', password, context)[0]?.rule;
    for (const own of [
      '4829 1730 5563',
      '482917305563',
      '5abc3d7 ',
      '+994 50 123 45 67',
      '050 123 45 67',
      '501234567',
    ]) {
      expect(problem(own)).toBe('password_personal');
    }
    expect(problem('köhnə qayıq')).toBeUndefined();
    expect(personalPasswordProblems('/p', '---', { ...context, phone: null, cardNumber: null })).toEqual([]);
  });
});
