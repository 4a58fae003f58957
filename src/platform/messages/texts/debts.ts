import { texts } from '../texts.ts';

/** What an account owes, and how far that can be trusted. */
export const debtTexts = texts({
  'debt.asOf': {
    az: 'Borc {date} tarixinə göstərilib',
    ru: 'Задолженность по состоянию на {date}',
    en: 'Debt as of {date}',
  },
  'debt.none': { az: 'Borc yoxdur', ru: 'Задолженности нет', en: 'Nothing to pay' },
  'debt.credit': { az: 'Artıq ödəniş: {amount}', ru: 'Переплата: {amount}', en: 'In credit: {amount}' },
  'debt.balance': { az: 'Balans {amount}', ru: 'Баланс {amount}', en: 'Balance {amount}' },
  'debt.due': { az: 'Son tarix: {date}', ru: 'Оплатить до {date}', en: 'Due {date}' },
  'debt.overdue': {
    az: '{days, plural, one {# gün gecikmə} other {# gün gecikmə}}',
    ru: '{days, plural, one {Просрочено на # день} few {Просрочено на # дня} many {Просрочено на # дней} other {Просрочено на # дня}}',
    en: '{days, plural, one {# day overdue} other {# days overdue}}',
  },
  'debt.asking': { az: 'Soruşulur…', ru: 'Запрашиваем…', en: 'Asking…' },
  'debt.silent': { az: 'Hazırda cavab vermir', ru: 'Сейчас не отвечает', en: 'Not answering now' },
  'debt.silent.meaning': {
    az: '{provider} hazırda cavab vermir. Bir azdan yenidən cəhd edin.',
    ru: '{provider} сейчас не отвечает. Попробуйте ещё раз немного позже.',
    en: '{provider} is not answering now. Try again in a little while.',
  },
  'debt.silent.known': {
    az: '{provider} hazırda cavab vermir. Göstərilən məbləğ: {when}. Onu ödəyə və ya yenidən cəhd edə bilərsiniz.',
    ru: '{provider} сейчас не отвечает. Показана сумма на {when}. Можно заплатить её или повторить запрос.',
    en: '{provider} is not answering now. The amount shown is from {when}. You can pay it, or try again.',
  },
  'debt.bills': {
    az: '{count, plural, one {# qaimə} other {# qaimə}}',
    ru: '{count, plural, one {# счёт} few {# счёта} many {# счетов} other {# счёта}}',
    en: '{count, plural, one {# bill} other {# bills}}',
  },
  'debt.accounts': {
    az: '{count, plural, one {# hesab} other {# hesab}}',
    ru: '{count, plural, one {# лицевой счёт} few {# лицевых счёта} many {# лицевых счетов} other {# лицевого счёта}}',
    en: '{count, plural, one {# account} other {# accounts}}',
  },
  'debt.late': {
    az: '{count, plural, one {# hesab gecikib} other {# hesab gecikib}}',
    ru: '{count, plural, one {# просрочен} few {# просрочены} many {# просрочено} other {# просрочено}}',
    en: '{count, plural, one {# overdue} other {# overdue}}',
  },
  'debt.payments': {
    az: '{count, plural, one {# ödəniş} other {# ödəniş}}',
    ru: '{count, plural, one {# платёж} few {# платежа} many {# платежей} other {# платежа}}',
    en: '{count, plural, one {# payment} other {# payments}}',
  },
});
