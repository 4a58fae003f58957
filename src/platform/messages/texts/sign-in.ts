import { texts } from '../texts.ts';

/** Signing in and out, and passwords. */
export const signInTexts = texts({
  'signIn.title': { az: 'Kabinetə giriş', ru: 'Вход в кабинет', en: 'Sign in' },
  'signIn.lead': {
    az: 'Kod və ilkin şifrə qeydiyyat vərəqəsindədir.',
    ru: 'Код и первоначальный пароль — на регистрационном листе.',
    en: 'The code and the initial password are on your registration sheet.',
  },
  'signIn.forgot': { az: 'Şifrəni unutmusunuz?', ru: 'Забыли пароль?', en: 'Forgot the password?' },
  'signIn.noCode': { az: 'Hələ kodunuz yoxdur?', ru: 'Ещё нет кода?', en: 'No code yet?' },
  'signIn.ended': {
    az: 'Bir müddət heç nə etmədiniz, ona görə kabinet bağlandı. Yenidən daxil olun.',
    ru: 'Вы какое-то время ничего не делали, и кабинет закрылся. Войдите снова.',
    en: 'You were away for a while, so the cabinet was closed. Please sign in again.',
  },
  'signIn.out': { az: 'Kabinetdən çıxdınız.', ru: 'Вы вышли из кабинета.', en: 'You have signed out.' },
  'signIn.renewed': {
    az: 'Şifrəniz yeniləndi. İndi onunla daxil olun.',
    ru: 'Пароль обновлён. Теперь войдите с ним.',
    en: 'Your password was renewed. Now sign in with it.',
  },
  'password.show': { az: 'Göstər', ru: 'Показать', en: 'Show' },
  'password.hide': { az: 'Gizlət', ru: 'Скрыть', en: 'Hide' },
  'password.first': { az: 'Öz şifrənizi seçin', ru: 'Придумайте свой пароль', en: 'Choose your own password' },
  'password.first.lead': {
    az: 'Vərəqədəki ilkin şifrə yalnız ilk giriş üçündür. Davam etmək üçün onu öz şifrənizlə əvəz edin.',
    ru: 'Первоначальный пароль с листа годится только для первого входа. Замените его своим, чтобы продолжить.',
    en: 'The initial password on the sheet is for the first sign-in only. Replace it with your own to go on.',
  },
  'password.change': { az: 'Şifrənin dəyişdirilməsi', ru: 'Смена пароля', en: 'Change your password' },
  'password.change.lead': {
    az: 'Başqa cihazlarda açıq olan kabinetlər bağlanacaq.',
    ru: 'На других устройствах кабинет закроется.',
    en: 'The cabinet is closed on all other devices.',
  },
  'password.changed': {
    az: 'Şifrəniz dəyişdirildi.',
    ru: 'Пароль изменён.',
    en: 'Your password was changed.',
  },
  'password.lost': { az: 'Şifrəni yeniləyin', ru: 'Обновление пароля', en: 'Renew your password' },
  'password.lost.lead': {
    az: 'Qeydiyyatdakı telefona və ya e-poçta kod göndərəcəyik. Kodunuzu da unutmusunuzsa, şəxsiyyət vəsiqəsi ilə istənilən banka və ya poçta gedin.',
    ru: 'Мы отправим код на телефон или эл. почту из регистрации. Если забыли и код абонента, придите с удостоверением в любой банк или на почту.',
    en: 'We send a code to the phone or e-mail you registered. If you forgot the unique code too, go to any bank or post office with your identity card.',
  },
  'password.lost.by': { az: 'Kod hara göndərilsin?', ru: 'Куда отправить код?', en: 'Where should the code go?' },
  'password.renew': { az: 'Yeni şifrə seçin', ru: 'Задайте новый пароль', en: 'Set a new password' },
  'password.renew.lead': {
    az: 'Bu kod qeydiyyatdadırsa, telefona və ya e-poçta mesaj gəlib. Ondakı təsdiq kodunu və yeni şifrəni yazın.',
    ru: 'Если такой код зарегистрирован, на телефон или эл. почту пришло сообщение. Введите код из него и новый пароль.',
    en: 'If the unique code is registered, a message has come to the phone or e-mail. Type its code and a new password.',
  },
  'password.renew.again': {
    az: 'Mesaj gəlmədi? Yeni kod istəyin',
    ru: 'Сообщение не пришло? Запросите новый код',
    en: 'No message? Ask for a new code',
  },
});
