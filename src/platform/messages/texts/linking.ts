import { texts } from '../texts.ts';

/** Linking, naming and unlinking accounts. */
export const linkingTexts = texts({
  'link.title': { az: 'Hesab əlavə edin', ru: 'Добавление счёта', en: 'Link an account' },
  'link.choose': { az: 'Təşkilatı seçin', ru: 'Выберите поставщика', en: 'Choose the provider' },
  'link.other': { az: 'Başqa təşkilat', ru: 'Другой поставщик', en: 'Another provider' },
  'link.example': { az: 'Nümunə: {example}', ru: 'Например: {example}', en: 'For example: {example}' },
  'link.proof': {
    az: 'Bununla hesabın sizə aid olduğu təsdiqlənir',
    ru: 'Он подтверждает, что счёт ваш',
    en: 'It shows that the account is yours',
  },
  'link.done': { az: 'Hesab əlavə edildi.', ru: 'Счёт добавлен.', en: 'The account was added.' },
  'link.done.proven': {
    az: 'Hesab əlavə edildi və sizə aid olduğu təsdiqləndi.',
    ru: 'Счёт добавлен, принадлежность подтверждена.',
    en: 'The account was added and proven to be yours.',
  },
  'link.remove': { az: 'Çıxar', ru: 'Убрать', en: 'Remove' },
  'link.removed': { az: 'Hesab siyahıdan çıxarıldı.', ru: 'Счёт убран из списка.', en: 'The account was removed.' },
  'account.title': { az: 'Hesablarım', ru: 'Мои счета', en: 'My accounts' },
  'account.none': { az: 'Hələ hesab yoxdur', ru: 'Счетов пока нет', en: 'No accounts yet' },
  'account.none.text': {
    az: 'Qaz, su, işıq və ya telefon hesabınızı əlavə edin: nə qədər borcunuz olduğunu burada görəcəksiniz.',
    ru: 'Добавьте счёт за газ, воду, свет или телефон: здесь вы увидите, сколько нужно заплатить.',
    en: 'Add a gas, water, power or phone account and see here what you owe.',
  },
  'account.settings': { az: 'Hesabın ayarları', ru: 'Настройки счёта', en: 'Settings of the account' },
  'account.since': {
    az: 'Əlavə edilib: {date}',
    ru: 'Добавлен {date}',
    en: 'Linked on {date}',
  },
  'account.proven': { az: 'Sizə aiddir', ru: 'Подтверждён', en: 'Proven yours' },
  'account.unproven': { az: 'Təsdiqlənməyib', ru: 'Не подтверждён', en: 'Not proven' },
  'account.unproven.text': {
    az: 'Ödəmək olar, amma abonentin adı və ünvanı gizli qalır.',
    ru: 'Платить можно, но имя и адрес абонента скрыты.',
    en: 'You can pay it, but the holder’s name and address stay masked.',
  },
  'account.rename': { az: 'Adını dəyiş', ru: 'Переименовать', en: 'Rename' },
  'account.renamed': { az: 'Hesabın adı dəyişdi.', ru: 'Название счёта изменено.', en: 'The account was renamed.' },
  'account.unlink.title': {
    az: 'Bu hesab siyahıdan çıxarılsın?',
    ru: 'Убрать этот счёт из списка?',
    en: 'Remove this account from your list?',
  },
  'account.unlink.text': {
    az: 'Borcu daha göstərilməyəcək. Etdiyiniz ödənişlər və qəbzlər qalır. Hesabı sonra yenidən əlavə edə bilərsiniz.',
    ru: 'Долг по нему больше не будет виден. Платежи и квитанции останутся. Счёт можно добавить снова.',
    en: 'What it owes will no longer be shown. Your payments and receipts stay. You can add it again later.',
  },
  'account.unlink.yes': { az: 'Bəli, çıxar', ru: 'Да, убрать', en: 'Yes, remove it' },
});
