import { entries } from './entry.ts';

/** Errors of what two people decide. */
export const caseErrors = entries({
  same_actor: {
    status: 403,
    retryable: false,
    title: {
      az: 'Təklif edən özü təsdiq edə bilməz',
      ru: 'Предложивший не может сам утвердить',
      en: 'Who proposed cannot approve',
    },
    action: 'Let another person approve.',
  },
  case_resolved: {
    status: 409,
    retryable: false,
    title: { az: 'Məsələ artıq həll olunub', ru: 'Дело уже решено', en: 'The case is already resolved' },
    action: 'Nothing to do: the first decision stands.',
  },
  case_taken: {
    status: 409,
    retryable: false,
    title: { az: 'Məsələ başqasındadır', ru: 'Делом занят другой', en: 'Somebody else has the case' },
    action: 'Ask its owner, or choose another case.',
  },
  case_not_taken: {
    status: 409,
    retryable: false,
    title: { az: 'Məsələ hələ götürülməyib', ru: 'Дело ещё никто не взял', en: 'Nobody has taken the case' },
    action: 'Take the case, look into it, then propose.',
  },
  case_not_proposed: {
    status: 409,
    retryable: false,
    title: { az: 'Hələ təklif yoxdur', ru: 'Решение ещё не предложено', en: 'Nothing is proposed yet' },
    action: 'Propose a resolution first.',
  },
  case_busy: {
    status: 409,
    retryable: true,
    title: {
      az: 'Ödəniş üzrə sorğu gedir',
      ru: 'По платежу сейчас идёт запрос',
      en: 'The provider is being asked about the payment at this moment',
    },
    action: 'Look at the case again and approve once more: nothing was booked, and the proposal stands.',
  },
  resolution_unfit: {
    status: 422,
    retryable: false,
    title: {
      az: 'Bu qərar ödənişin vəziyyətinə uyğun deyil',
      ru: 'Это решение не подходит к состоянию платежа',
      en: 'This resolution does not fit the state of the payment',
    },
    action: 'Look at the payment as it stands now and propose what answers the open question.',
  },
  transaction_used: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu nömrə başqa ödənişi təsdiqləyir',
      ru: 'Этот номер подтверждает другой платёж',
      en: 'This number proves another payment',
    },
    action: 'Compare with the provider: there may be two credits, or the number was mistyped.',
  },
  refund_not_due: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu ödəniş üçün geri ödəmə hələ lazım deyil',
      ru: 'Для этого платежа возврат пока не нужен',
      en: 'This payment is not due for a refund',
    },
    action:
      'A refund is for a confirmed payment that can no longer be reversed: ask for its reversal, or wait for the answer.',
  },
  refund_open: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu ödənişin geri ödənilməsi artıq istənilib',
      ru: 'Возврат этого платежа уже запрошен',
      en: 'A refund of this payment has been asked for already',
    },
    action: 'Wait for its decision: `GET /v1/payments/{paymentId}/refunds`.',
  },
  refund_decided: {
    status: 409,
    retryable: false,
    title: {
      az: 'Geri ödəmə barədə artıq qərar verilib',
      ru: 'По возврату уже решено',
      en: 'The refund is already decided',
    },
    action: 'Nothing to do: the first decision stands.',
  },
  proposal_decided: {
    status: 409,
    retryable: false,
    title: { az: 'Təklif artıq qərara alınıb', ru: 'По предложению уже решено', en: 'The proposal is already decided' },
    action: 'Nothing to do: the first decision stands. Propose anew for something else.',
  },
  proposal_stale: {
    status: 409,
    retryable: false,
    title: {
      az: 'Təklifdən sonra məlumat dəyişib',
      ru: 'Данные изменились после предложения',
      en: 'The data has changed since the proposal',
    },
    action: 'Reject the proposal, look at the data as it stands now, and propose anew.',
  },
});
