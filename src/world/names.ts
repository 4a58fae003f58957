import type { Language } from '../platform/messages/language.ts';
import type { Dice } from './dice.ts';

interface FirstNames {
  readonly men: readonly string[];
  readonly women: readonly string[];
}

const azerbaijani: FirstNames = {
  men: [
    ...['Elçin', 'Rəşad', 'Orxan', 'Tural', 'Vüqar', 'Kamran', 'Anar', 'Samir', 'Elnur', 'İlqar', 'Fərid', 'Nicat'],
    ...['Rauf', 'Cavid', 'Əli', 'Həsən', 'Zaur', 'Ramin', 'Emin', 'Şahin', 'Yusif', 'Mübariz', 'Tofiq', 'Ceyhun'],
  ],
  women: [
    ...['Aygün', 'Günel', 'Leyla', 'Nigar', 'Sevinc', 'Aysel', 'Könül', 'Ülviyyə', 'Zəhra', 'Fidan', 'Səbinə', 'Lalə'],
    ...[
      'Gülnar',
      'Nərgiz',
      'Xədicə',
      'Təranə',
      'Şəbnəm',
      'Elnarə',
      'Afaq',
      'Arzu',
      'Pərvanə',
      'Rəna',
      'Jalə',
      'Çinarə',
    ],
  ],
};

/** As a man bears it; a woman's ends in -a. */
const azerbaijaniSurnames = [
  ...['Əliyev', 'Məmmədov', 'Hüseynov', 'Həsənov', 'Quliyev', 'Abbasov', 'İsmayılov', 'Rzayev', 'Kərimov', 'Səfərov'],
  ...['Cəfərov', 'Əhmədov', 'Novruzov', 'Babayev', 'Qasımov', 'Mirzəyev', 'Vəliyev', 'Bağırov', 'İbrahimov', 'Şükürov'],
];

const russian: FirstNames = {
  men: ['Александр', 'Сергей', 'Дмитрий', 'Андрей', 'Алексей', 'Николай', 'Игорь', 'Владимир', 'Пётр', 'Юрий'],
  women: ['Елена', 'Ольга', 'Наталья', 'Татьяна', 'Ирина', 'Светлана', 'Анна', 'Мария', 'Людмила', 'Юлия'],
};

const russianSurnames = ['Иванов', 'Смирнов', 'Кузнецов', 'Попов', 'Васильев', 'Петров', 'Соколов', 'Фёдоров', 'Орлов'];

/** Father's name as a man and as a woman bear it. */
const russianPatronymics = [
  ['Александрович', 'Александровна'],
  ['Сергеевич', 'Сергеевна'],
  ['Николаевич', 'Николаевна'],
  ['Владимирович', 'Владимировна'],
  ['Юрьевич', 'Юрьевна'],
] as const;

/** A name as it stands on a card: surname, first name, father's name. */
export function drawName(dice: Dice, language: Language): string {
  return language === 'ru' ? drawRussian(dice) : drawAzerbaijani(dice);
}

function drawAzerbaijani(dice: Dice): string {
  const isWoman = dice.chance(50);
  const surname = `${dice.pick(azerbaijaniSurnames)}${isWoman ? 'a' : ''}`;
  const first = dice.pick(isWoman ? azerbaijani.women : azerbaijani.men);
  return `${surname} ${first} ${dice.pick(azerbaijani.men)} ${isWoman ? 'qızı' : 'oğlu'}`;
}

function drawRussian(dice: Dice): string {
  const isWoman = dice.chance(50);
  const surname = `${dice.pick(russianSurnames)}${isWoman ? 'а' : ''}`;
  const first = dice.pick(isWoman ? russian.women : russian.men);
  const [man, woman] = dice.pick(russianPatronymics);
  return `${surname} ${first} ${isWoman ? woman : man}`;
}
