import { texts } from '../texts.ts';

/** The report of a teller's shift. */
export const drawerTexts = texts({
  'shift.x': { az: 'X-hesabat', ru: 'X-отчёт', en: 'X-report' },
  'shift.z': { az: 'Z-hesabat № {number}', ru: 'Z-отчёт № {number}', en: 'Z-report No. {number}' },
  'shift.x.meaning': {
    az: 'Aralıq hesabat: növbə açıqdır',
    ru: 'Промежуточный отчёт: смена открыта',
    en: 'In between: the shift is open',
  },
  'shift.z.meaning': { az: 'Növbə bağlanıb', ru: 'Смена закрыта', en: 'The shift is closed' },
  'shift.number': { az: 'Kassirin növbəsi', ru: 'Смена кассира', en: 'Shift of the teller' },
  'shift.opened': { az: 'Açılıb', ru: 'Открыта', en: 'Opened' },
  'shift.until': { az: 'Bu ana qədər', ru: 'По состоянию на', en: 'As of' },
  'shift.closed': { az: 'Bağlanıb', ru: 'Закрыта', en: 'Closed' },
  'shift.closedBy': { az: 'Növbəni bağlayan', ru: 'Смену закрыл(а)', en: 'Closed by' },
  'shift.currency': { az: 'Valyuta: {currency}', ru: 'Валюта: {currency}', en: 'Currency: {currency}' },
  'shift.float': { az: 'Növbənin əvvəlində', ru: 'На начало смены', en: 'Float' },
  'shift.payments': { az: 'Ödənişlər ({count})', ru: 'Платежи ({count})', en: 'Payments ({count})' },
  'shift.payments.fees': { az: 'Onların komissiyası', ru: 'Комиссия по ним', en: 'Their fees' },
  'shift.reversals': { az: 'Ləğv edilənlər ({count})', ru: 'Отмены ({count})', en: 'Reversals ({count})' },
  'shift.reversals.fees': { az: 'Qaytarılan komissiya', ru: 'Возвращённая комиссия', en: 'Fees given back' },
  'shift.change': { az: 'Xırda pul ({count})', ru: 'Размен ({count})', en: 'Change brought ({count})' },
  'shift.fromTellers': {
    az: 'Kassirlərdən ({count})',
    ru: 'От других кассиров ({count})',
    en: 'From other tellers ({count})',
  },
  'shift.toTellers': {
    az: 'Kassirlərə ({count})',
    ru: 'Другим кассирам ({count})',
    en: 'To other tellers ({count})',
  },
  'shift.toVault': { az: 'Xəzinəyə ({count})', ru: 'В хранилище ({count})', en: 'To the vault ({count})' },
  'shift.toPayers': {
    az: 'Ödəyicilərə qaytarılıb ({count})',
    ru: 'Возвращено плательщикам ({count})',
    en: 'Given back to payers ({count})',
  },
  'shift.expected': { az: 'Kassada olmalıdır', ru: 'Должно быть в кассе', en: 'Expected' },
  'shift.counted': { az: 'Sayılıb', ru: 'Пересчитано', en: 'Counted' },
  'shift.over': { az: 'Artıq', ru: 'Излишек', en: 'Over' },
  'shift.short': { az: 'Əskik', ru: 'Недостача', en: 'Short' },
  'shift.even': { az: 'Fərq', ru: 'Расхождение', en: 'Difference' },
  'shift.before': {
    az: 'Açılışdan əvvəl: ödəniş {payments}, ləğv {reversals}',
    ru: 'До открытия: платежей {payments}, отмен {reversals}',
    en: 'Before the opening: {payments} payments, {reversals} reversals',
  },
  'shift.reason': { az: 'Fərqin səbəbi', ru: 'Причина расхождения', en: 'Reason of the difference' },
  'shift.signature': { az: 'Kassirin imzası', ru: 'Подпись кассира', en: 'Signature of the teller' },
});
