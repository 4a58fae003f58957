import { texts } from '../texts.ts';

/** Days of providers beside the hub's books, for operators. */
export const reconciliationTexts = texts({
  'recon.none': { az: 'Üzləşmə yoxdur', ru: 'Сверок нет', en: 'No days were compared' },
  'recon.agrees': { az: 'uyğundur', ru: 'сходится', en: 'agrees' },
  'recon.differs': { az: 'fərq var', ru: 'есть расхождения', en: 'differs' },
  'recon.not_read': { az: 'çıxarış oxunmadı', ru: 'выписка не прочитана', en: 'statement not read' },
  'recon.counts': {
    az: 'çıxarışda: {lines}, uyğun: {matched}, fərq: {breaks}',
    ru: 'в выписке: {lines}, сошлось: {matched}, расхождений: {breaks}',
    en: 'in the statement: {lines}, same: {matched}, differences: {breaks}',
  },
  'recon.missing_here': { az: 'mərkəzdə yoxdur', ru: 'нет в центре', en: 'the hub has it not' },
  'recon.missing_there': { az: 'təşkilatda yoxdur', ru: 'нет у поставщика', en: 'the provider has it not' },
  'recon.repeated_there': {
    az: 'təşkilat iki dəfə yazıb',
    ru: 'у поставщика дважды',
    en: 'the provider booked it twice',
  },
  'recon.other_amount': { az: 'məbləğ fərqlidir', ru: 'другая сумма', en: 'another amount' },
  'recon.other_account': { az: 'hesab fərqlidir', ru: 'другой счёт', en: 'another account' },
  'recon.other_state': { az: 'vəziyyət fərqlidir', ru: 'другое состояние', en: 'another state' },
  'recon.there': { az: 'təşkilat', ru: 'поставщик', en: 'provider' },
  'recon.state.credited': { az: 'yazılıb', ru: 'зачислено', en: 'credited' },
  'recon.state.cancelled': { az: 'ləğv edilib', ru: 'отменено', en: 'cancelled' },
  'recon.state.undone': { az: 'geri qaytarılıb', ru: 'возвращено', en: 'given back' },
  'recon.state.refused': { az: 'rədd edilib', ru: 'отказано', en: 'refused' },
  'recon.state.open': { az: 'nəticə hələ bilinmir', ru: 'исход ещё не известен', en: 'not known yet' },
});
