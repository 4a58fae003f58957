import { texts } from '../texts.ts';

/** What a form says when something in it is missing or wrong: what it is, and what would be right. */
export const formTexts = texts({
  'form.errors.title': {
    az: '{count, plural, one {# sahədə düzəliş lazımdır} other {# sahədə düzəliş lazımdır}}',
    ru: '{count, plural, one {Исправьте # поле} few {Исправьте # поля} many {Исправьте # полей} other {Исправьте # поля}}',
    en: '{count, plural, one {# field needs correcting} other {# fields need correcting}}',
  },
  'form.errors.short': { az: 'Xəta', ru: 'Ошибка', en: 'Error' },
  'form.errors.item': { az: '{field}: {problem}', ru: '{field}: {problem}', en: '{field}: {problem}' },
  'form.errors.kept': {
    az: 'Yazdıqlarınız yerindədir',
    ru: 'Всё, что вы ввели, сохранено',
    en: 'What you typed is still here',
  },
  'form.problem.required': { az: 'Bu sahəni doldurun', ru: 'Заполните это поле', en: 'Fill in this field' },
  'form.problem.pattern': { az: 'Yazılış düzgün deyil', ru: 'Неверный формат', en: 'This is not written as expected' },
  'form.problem.too_short': {
    az: '{count, plural, one {Ən azı # işarə lazımdır} other {Ən azı # işarə lazımdır}}',
    ru: '{count, plural, one {Нужен хотя бы # знак} few {Нужно не менее # знаков} many {Нужно не менее # знаков} other {Нужно не менее # знака}}',
    en: '{count, plural, one {At least # character is needed} other {At least # characters are needed}}',
  },
  'form.problem.too_long': {
    az: '{count, plural, one {Ən çoxu # işarə ola bilər} other {Ən çoxu # işarə ola bilər}}',
    ru: '{count, plural, one {Не больше # знака} few {Не больше # знаков} many {Не больше # знаков} other {Не больше # знака}}',
    en: '{count, plural, one {At most # character is allowed} other {At most # characters are allowed}}',
  },
  'form.problem.choice': { az: 'Siyahıdan birini seçin', ru: 'Выберите из списка', en: 'Choose one from the list' },
  'form.problem.consent': {
    az: 'Davam etmək üçün razılıq lazımdır',
    ru: 'Чтобы продолжить, нужно согласие',
    en: 'Your agreement is needed to go on',
  },
  'form.problem.unique_code': {
    az: 'Bu kod düzgün deyil: rəqəmləri vərəqə ilə tutuşdurun',
    ru: 'Код неверен: сверьте цифры с регистрационным листом',
    en: 'This code is not right: compare the digits with your sheet',
  },
  'form.problem.card': {
    az: 'Seriya və nömrə vəsiqədəki kimi olmalıdır',
    ru: 'Серия и номер должны быть как в удостоверении',
    en: 'Series and number must be as on the card',
  },
  'form.problem.fin': {
    az: 'FİN 7 işarədən ibarətdir: rəqəmlər və I, O xaric latın hərfləri',
    ru: 'ФИН состоит из 7 знаков: цифры и латинские буквы, кроме I и O',
    en: 'A FIN has 7 characters: digits and letters other than I and O',
  },
  'form.problem.phone': {
    az: 'Nömrəni ölkə kodu ilə yazın, məsələn +994 50 123 45 67',
    ru: 'Введите номер с кодом страны, например +994 50 123 45 67',
    en: 'Write the number with its country code, such as +994 50 123 45 67',
  },
  'form.problem.email': {
    az: 'E-poçt ünvanı düzgün deyil',
    ru: 'Неверный адрес эл. почты',
    en: 'This is not an e-mail address',
  },
  'form.problem.contact': {
    az: 'Telefon və ya e-poçt yazın',
    ru: 'Укажите телефон или эл. почту',
    en: 'Give a phone number or an e-mail address',
  },
  'form.problem.amount': {
    az: 'Məbləğ rəqəmlə yazılır, məsələn {example}',
    ru: 'Введите сумму цифрами, например {example}',
    en: 'Write the amount in digits, such as {example}',
  },
  'form.problem.account': {
    az: 'Nömrə bu nümunəyə uyğun olmalıdır: {example}',
    ru: 'Номер должен быть вида {example}',
    en: 'The number must look like {example}',
  },
  'form.problem.password_short': {
    az: 'Şifrə qısadır: ən azı 8 işarə yazın',
    ru: 'Пароль слишком короткий: нужно не менее 8 знаков',
    en: 'The password is too short: use at least 8 characters',
  },
  'form.problem.password_common': {
    az: 'Bu şifrə çox yayılıb: başqasını seçin',
    ru: 'Этот пароль слишком распространён: выберите другой',
    en: 'This password is too common: choose another',
  },
  'form.problem.password_same': {
    az: 'Yeni şifrə köhnəsindən fərqli olmalıdır',
    ru: 'Новый пароль должен отличаться от прежнего',
    en: 'The new password must differ from the old one',
  },
  'form.problem.password_differs': {
    az: 'İki şifrə eyni deyil',
    ru: 'Пароли не совпадают',
    en: 'The two passwords are not the same',
  },
  'form.problem.sign_in': {
    az: 'Kod və ya şifrə düzgün deyil',
    ru: 'Неверный код или пароль',
    en: 'The code or the password is not right',
  },
  'form.problem.confirmation_code': {
    az: 'Təsdiq kodu düzgün deyil və ya vaxtı bitib',
    ru: 'Код подтверждения неверен или устарел',
    en: 'The confirmation code is wrong or has expired',
  },
  'form.problem.password_wrong': {
    az: 'Bu şifrə düzgün deyil',
    ru: 'Неверный пароль',
    en: 'This password is not right',
  },
  'form.problem.password_personal': {
    az: 'Kodunuz, FİN, vəsiqə və ya telefon nömrəsi şifrə ola bilməz',
    ru: 'Код, ФИН, номер удостоверения или телефона не годятся как пароль',
    en: 'Your code, FIN, card or phone number cannot be the password',
  },
  'form.problem.unknown': {
    az: 'Bu qiymət qəbul edilmədi',
    ru: 'Это значение не принято',
    en: 'This was not accepted',
  },
});
