import { texts } from '../texts.ts';

/** The meter of an account in the cabinet. */
export const meterTexts = texts({
  'meter.link': { az: 'Sayğac və göstəricilər', ru: 'Счётчик и показания', en: 'Meter and readings' },
  'meter.title': { az: 'Sayğac', ru: 'Счётчик', en: 'Meter' },
  'meter.none': {
    az: '{provider} hazırda sayğac haqqında məlumat vermir.',
    ru: '{provider} сейчас не сообщает данных о счётчике.',
    en: '{provider} tells nothing of a meter now.',
  },
  'meter.serial': { az: 'Sayğac № {serial}', ru: 'Счётчик № {serial}', en: 'Meter No. {serial}' },
  'meter.last': {
    az: 'Son göstərici: {value}, {date}',
    ru: 'Последнее показание: {value}, {date}',
    en: 'Last reading: {value}, {date}',
  },
  'meter.last.none': { az: 'Hələ göstərici yoxdur', ru: 'Показаний пока нет', en: 'There is no reading yet' },
  'meter.card': { az: 'Smart kart {card}', ru: 'Смарт-карта {card}', en: 'Smart card {card}' },
  'meter.block.month': {
    az: 'Ayın tarifi, {block} nömrəli pillə: {price} / {unit}',
    ru: 'Ступень тарифа за месяц: {block}, {price} за {unit}',
    en: 'Block {block} of the month’s tariff: {price} per {unit}',
  },
  'meter.block.year': {
    az: 'İlin tarifi, {block} nömrəli pillə: {price} / {unit}',
    ru: 'Ступень тарифа за год: {block}, {price} за {unit}',
    en: 'Block {block} of the year’s tariff: {price} per {unit}',
  },
  'meter.block.left': {
    az: 'Bu pillədə istifadə olunub: {used}, qalıb: {left}',
    ru: 'В этой ступени израсходовано: {used}, осталось: {left}',
    en: 'Used in this block: {used}, left: {left}',
  },
  'meter.block.last': {
    az: 'Bu pillədə istifadə olunub: {used}',
    ru: 'В этой ступени израсходовано: {used}',
    en: 'Used in this block: {used}',
  },
  'meter.block.next': { az: 'Sonra: {price}', ru: 'Затем: {price}', en: 'After that: {price}' },
  'meter.reading': { az: 'Bugünkü göstərici', ru: 'Показание на сегодня', en: 'Today’s reading' },
  'meter.reading.help': {
    az: 'Vergüldən əvvəlki rəqəmlər',
    ru: 'Цифры до запятой',
    en: 'The figures before the decimal mark',
  },
  'meter.send': { az: 'Göstəricini göndər', ru: 'Передать показание', en: 'Send the reading' },
  'meter.done': { az: 'Göstərici qəbul edildi.', ru: 'Показание принято.', en: 'The reading is taken.' },
  'meter.confirm': {
    az: 'Sayğaca yenidən baxdım, göstərici düzdür',
    ru: 'Счётчик проверен ещё раз, показание верно',
    en: 'I looked at the meter again, the reading is right',
  },
  'meter.problem.value': {
    az: 'Tam ədəd yazın, ən çoxu 9 rəqəm',
    ru: 'Введите целое число, не больше 9 цифр',
    en: 'Type a whole number of at most 9 figures',
  },
  'meter.problem.low': {
    az: 'Son göstəricidən ({last}) az ola bilməz',
    ru: 'Не может быть меньше последнего показания ({last})',
    en: 'It cannot be below the last reading ({last})',
  },
  'meter.problem.high': {
    az: 'Son göstəricidən ({last}) bəri çox böyük sərfiyyatdır. Sayğaca yenidən baxın.',
    ru: 'Слишком большой расход с последнего показания ({last}). Проверьте счётчик ещё раз.',
    en: 'That is very much since the last reading ({last}). Look at the meter again.',
  },
});
