import { describe, expect, test } from 'vitest';
import { describeLegs, type PaymentLegs } from '../../src/platform/messages/legs.ts';

const now = new Date('2026-11-23T05:00:00Z');

const confirmed: PaymentLegs = {
  state: 'confirmed',
  acceptedAt: new Date('2026-11-22T10:02:11Z'),
  place: 'Azərpoçt, Nizami 12',
  providerName: 'Azəriqaz',
  confirmedAt: new Date('2026-11-22T10:02:13Z'),
  providerTransaction: '88120447',
  reversedAt: null,
};

const unconfirmed: PaymentLegs = { ...confirmed, confirmedAt: null, providerTransaction: null };

const say = (payment: PaymentLegs, language: 'az' | 'ru' | 'en' = 'az') =>
  describeLegs(language, payment, now).map((leg) => `${leg.tone}: ${leg.text.replaceAll('\u00a0', ' ')}`);

describe('both legs of a payment', () => {
  test('stand together when the provider has confirmed', () => {
    expect(say(confirmed)).toEqual([
      'done: Qəbul edildi dünən 14:02:11 · Azərpoçt, Nizami 12',
      'done: Azəriqaz 14:02:13-də təsdiqlədi · № 88120447',
    ]);
    expect(say(confirmed, 'ru')[1]).toBe('done: Azəriqaz: подтверждено в 14:02:13 · № 88120447');
    expect(say(confirmed, 'en')[0]).toBe('done: Accepted yesterday at 14:02:11 · Azərpoçt, Nizami 12');
  });

  test('name the day again when the provider confirmed on another one', () => {
    const late = { ...confirmed, confirmedAt: new Date('2026-11-22T21:00:06Z'), providerTransaction: null };
    expect(say(late)[1]).toBe('done: Azəriqaz bu gün 01:00:06-da təsdiqlədi');
  });

  test.each([
    ['accepted', 'waiting: Azəriqaz hələ təsdiqləməyib'],
    ['sending', 'waiting: Azəriqaz hələ təsdiqləməyib'],
    ['unknown', 'waiting: Azəriqaz cavab vermədi: soruşuruq, yenidən ödəməyin'],
    ['rejected', 'problem: Azəriqaz qəbul etmədi: pulu ödədiyiniz yerdə geri ala bilərsiniz'],
  ] as const)('say in plain words how a payment that is %s stands', (state, line) => {
    expect(say({ ...unconfirmed, state })[1]).toBe(line);
  });

  test('end with the reversal, and claim no confirmation there never was', () => {
    const reversedAt = new Date('2026-11-23T04:10:00Z');
    expect(say({ ...unconfirmed, state: 'reversed', reversedAt })).toEqual([
      'done: Qəbul edildi dünən 14:02:11 · Azərpoçt, Nizami 12',
      'undone: Ləğv edildi bu gün 08:10:00',
    ]);
    expect(say({ ...confirmed, state: 'reversed', reversedAt })).toHaveLength(3);
  });
});
