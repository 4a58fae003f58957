import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskAccount, maskText } from '../../src/accounts/masking.ts';

describe('provider data for somebody who has proven nothing', () => {
  it('shows the first letter of each word and no figure', () => {
    expect(maskText('Leyla Məmmədova')).toBe('L•••• M••••••••');
    expect(maskText('Əliyev İ.')).toBe('Ə••••• İ.');
    expect(maskText('Nizami küç. 12, m. 5')).toBe('N••••• k••. ••, m. •');
    expect(maskText('7-ci məhəllə 3A')).toBe('•-c• m•••••• ••');
  });

  it('keeps the number of characters and never more than one letter of a word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zəğıöüşç0-9]{1,12}$/), { maxLength: 6 }), (words) => {
        const masked = maskText(words.join(' ')).split(' ');
        for (const [at, word] of words.entries()) {
          expect([...(masked[at] ?? '')]).toHaveLength([...word].length);
          expect((masked[at] ?? '').replaceAll('•', '').length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('names an account by its last four characters, and never by more than half of it', () => {
    expect(maskAccount('102030405004471')).toBe('••••4471');
    expect(maskAccount('123456')).toBe('••••456');
    expect(maskAccount('12')).toBe('••••2');
    expect(maskAccount('1')).toBe('••••');
  });
});
