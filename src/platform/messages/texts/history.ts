import { texts } from '../texts.ts';

/** Past payments, their receipts, and the public check of a receipt. */
export const historyTexts = texts({
  'history.title': { az: 'Ödənişləriniz', ru: 'Ваши платежи', en: 'Your payments' },
  'history.none': { az: 'Hələ ödəniş yoxdur', ru: 'Платежей пока нет', en: 'No payments yet' },
  'history.none.text': {
    az: 'Kodunuzla istənilən kassada edilən ödənişlər burada görünəcək.',
    ru: 'Здесь появятся платежи, сделанные по вашему коду в любой кассе.',
    en: 'Payments made with your code at any counter will appear here.',
  },
  'history.older': { az: 'Daha əvvəlkilər', ru: 'Более ранние', en: 'Earlier payments' },
  'history.newest': { az: 'Ən yenilərə', ru: 'К самым новым', en: 'To the newest' },
  'history.open': { az: 'Ödənişə bax', ru: 'Открыть платёж', en: 'Open the payment' },
  'history.payment': { az: 'Ödəniş', ru: 'Платёж', en: 'Payment' },
  'history.legs': { az: 'Ödənişin yolu', ru: 'Путь платежа', en: 'How the payment went' },
  'history.receipt': { az: 'Qəbz', ru: 'Квитанция', en: 'Receipt' },
  'history.receipt.a4': { az: 'PDF, A4 vərəq', ru: 'PDF, лист A4', en: 'PDF, A4 sheet' },
  'history.receipt.roll80': { az: 'PDF, 80 mm lent', ru: 'PDF, лента 80 мм', en: 'PDF, 80 mm roll' },
  'history.reversing': {
    az: 'Ləğv edilməsi istənilib: təşkilatın cavabı gözlənilir.',
    ru: 'Запрошена отмена: ждём ответа поставщика.',
    en: 'A reversal was asked for: the provider has not answered yet.',
  },
  'history.cursor': {
    az: 'Bu ünvan köhnəlib. Ən yeni ödənişlər göstərilir.',
    ru: 'Этот адрес устарел. Показаны самые новые платежи.',
    en: 'That address is out of date. The newest payments are shown.',
  },
  'check.title': { az: 'Qəbzin yoxlanması', ru: 'Проверка квитанции', en: 'Receipt check' },
  'check.genuine': { az: 'Bu qəbz həqiqidir', ru: 'Квитанция подлинная', en: 'This receipt is genuine' },
  'check.reversed': {
    az: 'Qəbz həqiqidir, amma ödəniş ləğv edilib',
    ru: 'Квитанция подлинная, но платёж отменён',
    en: 'The receipt is genuine, but the payment was reversed',
  },
  'check.now': { az: 'Vəziyyət: {when}', ru: 'Состояние на {when}', en: 'As of {when}' },
  'check.masked': {
    az: 'Ödəyəni qorumaq üçün hesabın yalnız son rəqəmləri göstərilir.',
    ru: 'Чтобы защитить плательщика, показаны только последние цифры счёта.',
    en: 'To protect the payer only the last digits of the account are shown.',
  },
  'check.unknown': { az: 'Belə qəbz tapılmadı', ru: 'Такой квитанции нет', en: 'There is no such receipt' },
  'check.unknown.text': {
    az: 'Nömrə və ya QR kod düzgün oxunmayıb, ya da qəbz bizim deyil. Kodu yenidən skan edin.',
    ru: 'Номер или QR-код прочитан неверно, или квитанция не наша. Отсканируйте код ещё раз.',
    en: 'The number or the QR code was misread, or the receipt is not ours. Scan the code again.',
  },
});
