import { entries } from './entry.ts';

/** Errors of closing the day and of its reports. */
export const settlementErrors = entries({
  period_open: {
    status: 409,
    retryable: true,
    title: {
      az: 'Hesablaşma günü hələ bitməyib',
      ru: 'Расчётный день ещё не закончился',
      en: 'The settlement day has not ended yet',
    },
    action: 'Close the day after its cut-off.',
  },
  previous_day_open: {
    status: 409,
    retryable: true,
    title: {
      az: 'Əvvəlki hesablaşma günü bağlanmayıb',
      ru: 'Предыдущий расчётный день не закрыт',
      en: 'An earlier settlement day is not closed',
    },
    action: 'Close the earlier day first: days are closed in order.',
  },
  statement_not_offered: {
    status: 409,
    retryable: false,
    title: {
      az: 'Təşkilat ödənişlərin çıxarışını vermir',
      ru: 'Поставщик не даёт выписку о платежах',
      en: 'The provider gives no statement of its payments',
    },
    action: 'Compare with a provider whose protocol and settings have the capability `statement`.',
  },
  close_checks_failed: {
    status: 409,
    retryable: true,
    title: {
      az: 'Hesablaşma günü yoxlamadan keçmədiyi üçün bağlanmayıb',
      ru: 'Расчётный день не закрыт: он не прошёл проверку',
      en: 'The settlement day is not closed: it did not pass its checks',
    },
    action: 'See which checks failed with `vahid close`, find out why, and close the day again.',
  },
});
