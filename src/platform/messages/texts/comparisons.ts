import { texts } from '../texts.ts';

/** Days of agents beside the hub's books, for operators. */
export const comparisonTexts = texts({
  'comparison.none': { az: 'Müqayisə yoxdur', ru: 'Сверок нет', en: 'No comparisons' },
  'comparison.matched': { az: 'uyğundur', ru: 'сходится', en: 'agrees' },
  'comparison.day_differs': { az: 'fərq var', ru: 'есть расхождения', en: 'differs' },
  'comparison.file_rejected': { az: 'fayl tam deyil', ru: 'файл не целый', en: 'the file is not whole' },
  'comparison.notEnded': {
    az: 'gün hələ bitməmişdi',
    ru: 'день ещё не закончился',
    en: 'the day had not ended',
  },
  'comparison.counts': {
    az: 'uyğun: {matched}, fərq: {differences}, faylda səhv: {problems}',
    ru: 'сошлось: {matched}, расхождений: {differences}, ошибок файла: {problems}',
    en: 'same: {matched}, differences: {differences}, problems of the file: {problems}',
  },
  'comparison.missing_here': { az: 'mərkəzdə yoxdur', ru: 'нет в центре', en: 'the hub has it not' },
  'comparison.missing_there': { az: 'agentdə yoxdur', ru: 'нет у агента', en: 'the agent has it not' },
  'comparison.other_day': { az: 'başqa günün qəbzi', ru: 'квитанция другого дня', en: 'a receipt of another day' },
  'comparison.other_amount': { az: 'məbləğ fərqlidir', ru: 'другая сумма', en: 'another amount' },
  'comparison.other_state': { az: 'vəziyyət fərqlidir', ru: 'другое состояние', en: 'another state' },
  'comparison.here': { az: 'mərkəz', ru: 'центр', en: 'hub' },
  'comparison.there': { az: 'agent, sətir {line}', ru: 'агент, строка {line}', en: 'agent, line {line}' },
  'comparison.agent': { az: 'agent', ru: 'агент', en: 'agent' },
  'comparison.nothing': { az: 'heç nə', ru: 'ничего', en: 'nothing' },
  'comparison.paid': { az: 'ödənilib', ru: 'оплачено', en: 'paid' },
  'comparison.reversed': { az: 'ləğv edilib', ru: 'отменено', en: 'reversed' },
  'comparison.line': { az: 'sətir {line}', ru: 'строка {line}', en: 'line {line}' },
  'comparison.file': { az: 'fayl', ru: 'файл', en: 'file' },
  'comparison.more': {
    az: 'daha {count} fərq saxlanmayıb',
    ru: 'ещё {count} не сохранено',
    en: '{count} more are not kept',
  },
  'comparison.allCompared': {
    az: 'Bağlanmış bütün günlər müqayisə olunub',
    ru: 'Все закрытые дни сверены',
    en: 'Every closed day was compared',
  },
  'comparison.uncompared': {
    az: 'ödənişlər: {payments}, müqayisə olunmayıb',
    ru: 'платежей: {payments}, не сверено',
    en: 'payments: {payments}, not compared',
  },
});
