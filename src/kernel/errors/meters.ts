import { entries } from './entry.ts';

/** Errors of meters, their readings and the cards of prepaid ones. */
export const meterErrors = entries({
  no_meter: {
    status: 422,
    retryable: false,
    title: { az: 'Bu hesabın sayğacı yoxdur', ru: 'У этого счёта нет счётчика', en: 'The account has no meter' },
    action: 'The provider tells no meter for this account.',
  },
  reading_too_low: {
    status: 422,
    retryable: false,
    title: {
      az: 'Göstərici əvvəlkindən azdır',
      ru: 'Показание меньше прежнего',
      en: 'The reading is below the last one',
    },
    action: 'Read the meter again. `details.last` is the last reading.',
  },
  reading_implausible: {
    status: 409,
    retryable: false,
    title: {
      az: 'Göstərici həddən artıq böyükdür',
      ru: 'Показание слишком велико',
      en: 'The reading is implausibly high',
    },
    action: 'Read the meter again; if it says the same, send it again with `confirm`.',
  },
  card_not_supported: {
    status: 422,
    retryable: false,
    title: {
      az: 'Bu təşkilat kart yükləmir',
      ru: 'Этот поставщик не пополняет карты',
      en: 'This provider loads no cards',
    },
    action: 'Credit for a card is issued only by providers with prepaid card meters.',
  },
  card_step_refused: {
    status: 409,
    retryable: false,
    title: {
      az: 'Kart üçün bu addım mümkün deyil',
      ru: 'Этот шаг для карты сейчас невозможен',
      en: 'This step does not follow for the card',
    },
    action: 'Ask where the credit of the payment stands, and go on from there.',
  },
});
