import { texts } from '../texts.ts';

/** The smart card of a prepaid meter: where the credit of a payment stands, what that means, what to do next. */
export const cardTexts = texts({
  'card.title': { az: 'Sayğacın smart kartı', ru: 'Смарт-карта счётчика', en: 'Smart card of the meter' },
  'card.state.paid': { az: 'Kart hələ yüklənməyib', ru: 'Карта ещё не пополнена', en: 'Card not loaded yet' },
  'card.meaning.paid': {
    az: 'Pulunuz təşkilata çatıb, amma hələ kartda deyil.',
    ru: 'Деньги дошли до поставщика, но на карте их ещё нет.',
    en: 'The provider has your money, but it is not on the card yet.',
  },
  'card.next.paid': {
    az: 'Smart kartı və qəbzi kassaya gətirin: {agent}.',
    ru: 'Принесите смарт-карту и квитанцию в кассу: {agent}.',
    en: 'Bring the smart card and the receipt to a counter of {agent}.',
  },
  'card.state.issued': { az: 'Kart yazılmağa hazırdır', ru: 'Готово к записи на карту', en: 'Ready to be written' },
  'card.meaning.issued': {
    az: 'Təşkilat məbləği karta yazmağa icazə verib. Kassa onu hələ yazmayıb.',
    ru: 'Поставщик разрешил записать сумму на карту. Касса её ещё не записала.',
    en: 'The provider has released the amount for the card. The counter has not written it yet.',
  },
  'card.next.issued': {
    az: 'Kart yazılana qədər kassadan ayrılmayın. Ayrılmısınızsa, kartı yenidən gətirin: {agent}.',
    ru: 'Не отходите от кассы, пока карта не записана. Если вы уже ушли, принесите её снова: {agent}.',
    en: 'Stay at the counter until the card is written. If you have left, bring it back to {agent}.',
  },
  'card.state.not-loaded': { az: 'Kart yazılmadı', ru: 'Карта не записана', en: 'Card was not written' },
  'card.meaning.not-loaded': {
    az: 'Karta yazmaq alınmadı. Pulunuz itməyib, yenidən ödəmək lazım deyil.',
    ru: 'Записать карту не удалось. Деньги не пропали, платить ещё раз не нужно.',
    en: 'Writing the card did not work. Your money is not lost, and you need not pay again.',
  },
  'card.next.not-loaded': {
    az: 'Kartı yenidən kassaya gətirin: {agent}.',
    ru: 'Принесите карту в кассу ещё раз: {agent}.',
    en: 'Bring the card to a counter of {agent} again.',
  },
  'card.state.loaded': { az: 'Kart yüklənib', ru: 'Карта пополнена', en: 'Card loaded' },
  'card.meaning.loaded': {
    az: 'Məbləğ kartdadır. Təşkilat bunu hələ təsdiqləməyib.',
    ru: 'Сумма на карте. Поставщик это ещё не подтвердил.',
    en: 'The amount is on the card. The provider has not confirmed that yet.',
  },
  'card.next.loaded': {
    az: 'Kartı sayğaca taxın. Təsdiqi gözləmək lazım deyil.',
    ru: 'Вставьте карту в счётчик. Ждать подтверждения не нужно.',
    en: 'Put the card into the meter. You need not wait for the confirmation.',
  },
  'card.state.confirmed': { az: 'Kart yüklənib', ru: 'Карта пополнена', en: 'Card loaded' },
  'card.meaning.confirmed': {
    az: 'Məbləğ kartdadır, təşkilat bunu təsdiqləyib.',
    ru: 'Сумма на карте, поставщик это подтвердил.',
    en: 'The amount is on the card, and the provider has confirmed that.',
  },
  'card.next.confirmed': {
    az: 'Hələ taxmamısınızsa, kartı sayğaca taxın.',
    ru: 'Если вы ещё не вставили карту в счётчик, вставьте её.',
    en: 'Put the card into the meter, if you have not done so yet.',
  },
  'card.state.voiding': { az: 'Geri götürülür', ru: 'Отзывается', en: 'Being taken back' },
  'card.meaning.voiding': {
    az: 'Ödənişin ləğvi istənilib, məbləğ karta yazılmayacaq.',
    ru: 'Запрошена отмена платежа, сумма не будет записана на карту.',
    en: 'The payment is to be undone, so the amount will not be written to the card.',
  },
  'card.next.voiding': {
    az: 'Sizdən heç nə tələb olunmur: təşkilatın cavabı gözlənilir.',
    ru: 'От вас ничего не требуется: ждём ответа поставщика.',
    en: 'There is nothing to do: the provider has not answered yet.',
  },
  'card.state.voided': { az: 'Geri götürülüb', ru: 'Отозвано', en: 'Taken back' },
  'card.meaning.voided': {
    az: 'Məbləğ karta yazılmayıb və bir daha yazılmayacaq.',
    ru: 'Сумма не записана на карту и записана уже не будет.',
    en: 'The amount was not written to the card and will not be.',
  },
  'card.next.voided': {
    az: 'Pulunuz barədə kassaya müraciət edin: {agent}.',
    ru: 'За деньгами обратитесь в кассу: {agent}.',
    en: 'Ask a counter of {agent} about your money.',
  },
});
