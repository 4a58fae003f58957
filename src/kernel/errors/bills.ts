import { entries } from './entry.ts';

/** Errors of choosing which bills are paid, and of paying several with one amount of cash. */
export const billErrors = entries({
  bill_choice_required: {
    status: 422,
    retryable: false,
    title: {
      az: 'Əvvəlcə ödəniləcək qaimə seçilməlidir',
      ru: 'Сначала нужно выбрать счёт, который оплачивается',
      en: 'Choose first which bill is paid',
    },
    action:
      'The provider takes one bill at a time: choose it with POST /v1/quotes/{quoteId}/bills and pay with that quote.',
  },
  bill_choice_refused: {
    status: 422,
    retryable: false,
    title: {
      az: 'Bu qədər qaimə birlikdə ödənilmir',
      ru: 'Столько счетов сразу не оплачивается',
      en: 'Not so many bills are paid at once',
    },
    action:
      '`errors` has the rule: `one` bill, `several`, `all` of them together, or `free` where bills cannot be chosen.',
  },
  bill_not_open: {
    status: 422,
    retryable: false,
    title: {
      az: 'Belə ödənilməmiş qaimə yoxdur',
      ru: 'Такого неоплаченного счёта нет',
      en: 'There is no such open bill',
    },
    action: 'Name bills of the quote by their numbers; ask for the debt again where the quote is old.',
  },
  cash_short: {
    status: 409,
    retryable: false,
    title: {
      az: 'Verilən nağd pul bu hesablar üçün azdır',
      ru: 'Полученных наличных не хватает на эти счета',
      en: 'The cash that was handed over is less than the bills',
    },
    action:
      'Nothing new was taken. `details.due` is what the lines come to, fees included. Take more cash or fewer lines. Of a single line it is final: pay it with a new key.',
  },
  key_of_cash_basket: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu açar nağd pul səbətinindir',
      ru: 'Этот ключ принадлежит корзине с наличными',
      en: 'This key belongs to a basket with cash',
    },
    action:
      'Nothing was paid or abandoned by this, and the lines of the basket may be paid. Send the basket to POST /v1/baskets again: it answers what became of each line, and what was accepted is undone by its reversal. Another payment needs a key of its own.',
  },
});
