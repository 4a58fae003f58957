import { texts } from '../texts.ts';

/** The states of a payment in plain words: the name, and what it means for the payer. */
export const paymentStateTexts = texts({
  'payment.state.accepted': { az: 'Qəbul edildi', ru: 'Принято', en: 'Accepted' },
  'payment.state.accepted.meaning': {
    az: 'Pulunuz qəbul edildi, qəbz qüvvədədir. Təşkilata tezliklə xəbər veriləcək.',
    ru: 'Деньги приняты, квитанция действительна. Поставщику скоро сообщим.',
    en: 'Your money was accepted and the receipt is valid. The provider will be told shortly.',
  },
  'payment.state.sending': { az: 'Təşkilata bildirilir', ru: 'Сообщаем поставщику', en: 'Telling the provider' },
  'payment.state.sending.meaning': {
    az: 'Pulunuz qəbul edildi, qəbz qüvvədədir. Hazırda təşkilata xəbər veririk.',
    ru: 'Деньги приняты, квитанция действительна. Сейчас сообщаем поставщику.',
    en: 'Your money was accepted and the receipt is valid. We are telling the provider now.',
  },
  'payment.state.unknown': {
    az: 'Təşkilatın cavabı gözlənilir',
    ru: 'Ждём ответа поставщика',
    en: 'Waiting for the provider',
  },
  'payment.state.unknown.meaning': {
    az: 'Pulunuz qəbul edildi, qəbz qüvvədədir. Təşkilat hələ cavab verməyib: biz soruşuruq, ikinci dəfə ödəməyin.',
    ru: 'Деньги приняты, квитанция действительна. Поставщик ещё не ответил: мы выясняем, не платите второй раз.',
    en: 'Your money was accepted and the receipt is valid. The provider has not answered yet: we keep asking, do not pay again.',
  },
  'payment.state.confirmed': { az: 'Təsdiqləndi', ru: 'Зачислено', en: 'Confirmed' },
  'payment.state.confirmed.meaning': {
    az: 'Təşkilat ödənişi hesabınıza yazdı.',
    ru: 'Поставщик зачислил платёж на ваш счёт.',
    en: 'The provider has credited the payment to the account.',
  },
  'payment.state.rejected': { az: 'Təşkilat qəbul etmədi', ru: 'Поставщик не принял', en: 'Not taken by the provider' },
  'payment.state.rejected.meaning': {
    az: 'Təşkilat ödənişi hesaba yazmadı. Pulunuz itməyib: qəbzlə ödədiyiniz yerə gəlib geri ala bilərsiniz.',
    ru: 'Поставщик не зачислил платёж. Деньги не пропали: их вернут там, где вы платили, по квитанции.',
    en: 'The provider did not credit the payment. Your money is safe: get it back where you paid, with the receipt.',
  },
  'payment.state.reversed': { az: 'Ləğv edildi', ru: 'Отменено', en: 'Reversed' },
  'payment.state.reversed.meaning': {
    az: 'Ödəniş ləğv edildi və pul ödəyənə qaytarıldı. Bu qəbz artıq qüvvədə deyil.',
    ru: 'Платёж отменён, деньги возвращены плательщику. Эта квитанция больше не действительна.',
    en: 'The payment was undone and the money was returned to the payer. This receipt is no longer valid.',
  },
  'leg.accepted': {
    az: 'Qəbul edildi {when} · {place}',
    ru: 'Принято {when} · {place}',
    en: 'Accepted {when} · {place}',
  },
  'leg.confirmed': {
    az: '{provider} {when} təsdiqlədi',
    ru: '{provider}: подтверждено {when}',
    en: 'Confirmed by {provider} {when}',
  },
  'leg.confirmed.number': {
    az: '{provider} {when} təsdiqlədi · №\u00a0{number}',
    ru: '{provider}: подтверждено {when} · №\u00a0{number}',
    en: 'Confirmed by {provider} {when} · No.\u00a0{number}',
  },
  'leg.waiting': {
    az: '{provider} hələ təsdiqləməyib',
    ru: '{provider}: подтверждения пока нет',
    en: 'Not yet confirmed by {provider}',
  },
  'leg.unknown': {
    az: '{provider} cavab vermədi: soruşuruq, yenidən ödəməyin',
    ru: '{provider}: ответа нет, выясняем, не платите второй раз',
    en: 'No answer from {provider}: we are asking, do not pay again',
  },
  'leg.rejected': {
    az: '{provider} qəbul etmədi: pulu ödədiyiniz yerdə geri ala bilərsiniz',
    ru: '{provider}: не принято, деньги вернут там, где вы платили',
    en: 'Not taken by {provider}: get your money back where you paid',
  },
  'leg.reversed': { az: 'Ləğv edildi {when}', ru: 'Отменено {when}', en: 'Reversed {when}' },
});
