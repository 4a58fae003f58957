import { entries } from './entry.ts';

/** Errors of look-ups, payments, their keys and their reversal. */
export const paymentErrors = entries({
  idempotency_key_required: {
    status: 400,
    retryable: false,
    title: {
      az: 'Idempotency-Key başlığı yoxdur',
      ru: 'Нет заголовка Idempotency-Key',
      en: 'The Idempotency-Key header is missing',
    },
    action: 'Send one `Idempotency-Key` of your own for each basket, stored before the request leaves.',
  },
  idempotency_key_invalid: {
    status: 400,
    retryable: false,
    title: {
      az: 'Idempotency-Key düzgün deyil',
      ru: 'Неверный Idempotency-Key',
      en: 'The Idempotency-Key is not valid',
    },
    action: 'Use 1 to 255 visible ASCII characters.',
  },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    title: {
      az: 'Bu açar başqa ödəniş üçün işlədilib',
      ru: 'Этот ключ уже использован для другого платежа',
      en: 'This key was used for another payment',
    },
    action: 'Use a new key for a new basket; the stored payment of this key is untouched.',
  },
  key_abandoned: {
    status: 409,
    retryable: false,
    title: { az: 'Bu açardan imtina edilib', ru: 'От этого ключа отказались', en: 'This key was abandoned' },
    action: 'The basket of this key can never be paid. Begin anew with a new key.',
  },
  quote_expired: {
    status: 410,
    retryable: false,
    title: { az: 'Borc məlumatının müddəti bitib', ru: 'Срок действия расчёта истёк', en: 'The quote has expired' },
    action: 'Ask for the debt again and pay with the new quote.',
  },
  quote_used: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu borc məlumatı və ya onun bir qaiməsi üzrə artıq ödəniş edilib',
      ru: 'По этому расчёту или по счёту из него уже заплачено',
      en: 'This quote, or a bill of it, has already been paid',
    },
    action:
      'A payment stands by this quote, or for a bill of it. Ask for the debt again; the receipt of the first payment is found by its key.',
  },
  amount_mismatch: {
    status: 422,
    retryable: false,
    title: {
      az: 'Məbləğ təşkilatın qaydasına uyğun deyil',
      ru: 'Сумма не соответствует правилу поставщика',
      en: 'The amount does not fit the rule of the provider',
    },
    action: 'Pay the amount that the quote states (see `exactness`).',
  },
  amount_below_minimum: {
    status: 422,
    retryable: false,
    title: {
      az: 'Məbləğ ən az həddən kiçikdir',
      ru: 'Сумма меньше минимальной',
      en: 'The amount is below the minimum',
    },
    action: 'Pay at least the minimum of the quote.',
  },
  amount_above_maximum: {
    status: 422,
    retryable: false,
    title: {
      az: 'Məbləğ ən çox həddən böyükdür',
      ru: 'Сумма больше максимальной',
      en: 'The amount is above the maximum',
    },
    action: 'Pay at most the maximum of the quote.',
  },
  currency_not_supported: {
    status: 422,
    retryable: false,
    title: {
      az: 'Bu valyuta ilə ödəniş olmur',
      ru: 'Эта валюта не принимается',
      en: 'This currency is not accepted here',
    },
    action: 'Pay in the currency of the quote, all lines of a basket in one currency. The hub exchanges no money.',
  },
  invalid_state: {
    status: 409,
    retryable: false,
    title: {
      az: 'İndiki vəziyyətdə bunu etmək olmaz',
      ru: 'В нынешнем состоянии это невозможно',
      en: 'This cannot be done in the present state',
    },
    action:
      '`details.state` says how the preparation ended. One that was withdrawn is not confirmed: prepare anew. One that was confirmed is ' +
      'a payment: undo it by a reversal.',
  },
  preparation_expired: {
    status: 410,
    retryable: false,
    title: {
      az: 'Hazırlanmış ödənişin müddəti bitib',
      ru: 'Срок подготовленного платежа истёк',
      en: 'The prepared payment has expired',
    },
    action: 'Nothing was paid and nothing is held. Ask for the debt again and prepare anew, with a new key.',
  },
  possible_duplicate: {
    status: 409,
    retryable: false,
    title: {
      az: 'Eyni hesaba eyni məbləğ və ya həmin qaimə az əvvəl ödənilib',
      ru: 'Такая же сумма на этот лицевой счёт или та же квитанция уже недавно оплачены',
      en: 'The same amount, or one of these bills, was paid to this account a short while ago',
    },
    action:
      'Ask the payer; send again with `possible_duplicate` in `confirm` of the line and the same key when it is meant.',
  },
  unusual_amount: {
    status: 409,
    retryable: false,
    title: {
      az: 'Məbləğ bu hesab üçün adi məbləğdən on dəfə və ya daha çoxdur',
      ru: 'Сумма в десять или более раз больше обычной для этого счёта',
      en: 'The amount is ten times or more what is usual for this account',
    },
    action:
      'Ask the payer; send again with `unusual_amount` in `confirm` of the line and the same key when it is meant.',
  },
  similar_account: {
    status: 409,
    retryable: false,
    title: {
      az: 'Hesab bu vətəndaşın başqa hesabından bir rəqəmlə fərqlənir',
      ru: 'Счёт отличается от другого счёта этого гражданина одной цифрой',
      en: 'The account differs by one digit from another account of this citizen',
    },
    action:
      'Compare with the bill (`similar` has the last digits of the other account); send again with `similar_account` in ' +
      '`confirm` of the line and the same key when it is meant.',
  },
  insufficient_position: {
    status: 409,
    retryable: false,
    title: {
      az: 'Agentin limiti çatmır',
      ru: 'Лимита агента не хватает',
      en: 'The position of the agent does not cover this',
    },
    action: 'Deposit money with the hub or ask for a higher cap. Use a new key afterwards.',
  },
  limit_exceeded: {
    status: 403,
    retryable: false,
    title: { az: 'Limit aşılıb', ru: 'Превышен лимит', en: 'A limit is exceeded' },
    action: 'Stay within the limit of the teller or the channel.',
  },
  agent_suspended: {
    status: 403,
    retryable: false,
    title: { az: 'Agentin işi dayandırılıb', ru: 'Работа агента приостановлена', en: 'The agent is suspended' },
    action: 'Nothing is accepted from this agent now. Ask the operator of the hub.',
  },
  provider_unavailable: {
    status: 503,
    retryable: true,
    title: {
      az: 'Təşkilat hazırda cavab vermir',
      ru: 'Поставщик сейчас не отвечает',
      en: 'The provider is not answering now',
    },
    action: 'Try again later. Nothing was accepted.',
  },
  provider_disabled: {
    status: 503,
    retryable: true,
    title: {
      az: 'Təşkilat hazırda ödəniş qəbul etmir',
      ru: 'Поставщик сейчас не принимает платежи',
      en: 'The provider takes no payments now',
    },
    action: 'Try again when the provider is back. Nothing was accepted.',
  },
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
  account_not_found: {
    status: 404,
    retryable: false,
    title: {
      az: 'Təşkilatda belə abonent yoxdur',
      ru: 'У поставщика нет такого абонента',
      en: 'The provider has no such account',
    },
    action: 'Check the number on the bill.',
  },
  account_refused: {
    status: 422,
    retryable: false,
    title: {
      az: 'Təşkilat bu abonenti qəbul etmir',
      ru: 'Поставщик не принимает этого абонента',
      en: 'The provider refuses this account',
    },
    action: 'Ask the provider; the account may be closed or barred.',
  },
  already_reversed: {
    status: 409,
    retryable: false,
    title: { az: 'Ödəniş artıq geri qaytarılıb', ru: 'Платёж уже отменён', en: 'The payment is already reversed' },
    action: 'Nothing to do: the first reversal stands.',
  },
  not_reversible: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu ödəniş indi geri qaytarıla bilməz',
      ru: 'Этот платёж сейчас нельзя отменить',
      en: 'This payment cannot be reversed now',
    },
    action:
      'Only a payment that was not yet sent, or that the provider cancels, can be reversed; otherwise it is refunded later.',
  },
  basket_not_payable: {
    status: 409,
    retryable: false,
    title: {
      az: 'Ödəniş kodu artıq işlədilib və ya müddəti bitib',
      ru: 'Код оплаты уже использован или истёк',
      en: 'The payment code was used or has expired',
    },
    action: 'Make a new payment code in the cabinet.',
  },
  basket_incomplete: {
    status: 422,
    retryable: false,
    title: {
      az: 'Səbət ödəniş kodundakı hesabların hamısını və yalnız onları ödəməlidir',
      ru: 'Корзина должна оплачивать все счета кода оплаты и только их',
      en: 'The basket must pay every account of the payment code, and no other',
    },
    action: 'Look the code up again and send one line for each of its quotes, or pay the lines without the code.',
  },
});
