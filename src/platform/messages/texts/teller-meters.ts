import { texts } from '../texts.ts';

/** Bills, meters and the cards of prepaid ones on the teller's screen. */
export const tellerMeterTexts = texts({
  'teller.bills': { az: 'Qaimələr: {count}', ru: 'Счетов: {count}', en: 'Bills: {count}' },
  'teller.keys.meter': { az: 'sayğac, kart', ru: 'счётчик, карта', en: 'meter, card' },
  'teller.reading.later': {
    az: 'Göstərici yazıldı. Təşkilat onu sonra alacaq.',
    ru: 'Показание записано. Поставщик получит его позже.',
    en: 'The reading is written down. The provider gets it later.',
  },
  'teller.reading.refused': {
    az: 'Təşkilat göstəricini qəbul etmədi. Sayğacın nömrəsini yoxlayın və ya təşkilata müraciət edin.',
    ru: 'Поставщик не принял показание. Проверьте номер счётчика или обратитесь к поставщику.',
    en: 'The provider did not take the reading. Check the number of the meter, or ask the provider.',
  },
  'teller.card.waiting': { az: 'Təsdiq gözlənilir', ru: 'Ждём подтверждения', en: 'Waiting for the provider' },
  'teller.card.waiting.text': {
    az: 'Təşkilat ödənişi təsdiqləyən kimi kart yazıla bilər. Səhifə bunu özü göstərəcək.',
    ru: 'Карту можно записать, как только поставщик подтвердит платёж. Страница покажет это сама.',
    en: 'The card can be written as soon as the provider has confirmed the payment. The page shows it by itself.',
  },
  'teller.card.payment.refused': {
    az: 'Ödəniş qəbul edilmədi',
    ru: 'Платёж не принят',
    en: 'The payment was refused',
  },
  'teller.card.payment.refused.text': {
    az: 'Təşkilat ödənişi qəbul etmədi, karta heç nə yazılmır. Pul geri qaytarılır: qəbzi nömrəsi ilə tapın və ödənişi ləğv edin.',
    ru: 'Поставщик не принял платёж, на карту ничего не пишется. Деньги возвращаются: найдите квитанцию по номеру и отмените платёж.',
    en: 'The provider did not take the payment, and nothing is written to the card. The money goes back: find the receipt by its number and reverse the payment.',
  },
  'teller.card.number': { az: 'Kartın nömrəsi', ru: 'Номер карты', en: 'Number of the card' },
  'teller.card.number.help': {
    az: 'Kartı oxuyucuya taxın və ya nömrəsini yazın',
    ru: 'Вставьте карту в считыватель или введите её номер',
    en: 'Put the card into the reader, or type its number',
  },
  'teller.card.issue': { az: 'Karta məbləğ istə', ru: 'Запросить сумму для карты', en: 'Ask for the credit' },
  'teller.card.again': { az: 'Yenidən istə', ru: 'Запросить ещё раз', en: 'Ask for it again' },
  'teller.card.credit': { az: 'Karta yazılacaq kod', ru: 'Код для записи на карту', en: 'To be written to the card' },
  'teller.card.before': { az: 'Saat {time}-dək', ru: 'До {time}', en: 'By {time}' },
  'teller.card.written': { az: 'Kart yazıldı', ru: 'Карта записана', en: 'The card is written' },
  'teller.card.notWritten': { az: 'Yazılmadı', ru: 'Записать не удалось', en: 'It was not written' },
  'teller.card.failed': {
    az: 'Pul itməyib. Yeni kod istəyin və kartı yenidən yazın.',
    ru: 'Деньги не пропали. Запросите новый код и запишите карту ещё раз.',
    en: 'The money is not lost. Ask for a new code and write the card again.',
  },
  'teller.card.unreadable': {
    az: 'Kartın nömrəsini yazın: hərf, rəqəm və defis, ən çoxu 40 işarə',
    ru: 'Введите номер карты: буквы, цифры и дефис, не больше 40 знаков',
    en: 'Type the number of the card: letters, digits and hyphens, at most 40',
  },
  'teller.card.refused': {
    az: 'Təşkilat bu karta məbləğ vermir. Kartın nömrəsini yoxlayın.',
    ru: 'Поставщик не выдаёт сумму для этой карты. Проверьте её номер.',
    en: 'The provider gives no credit for this card. Check its number.',
  },
});
