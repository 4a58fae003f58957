import { texts } from '../texts.ts';

/** Registering online, step by step. */
export const registrationTexts = texts({
  'register.title': { az: 'Qeydiyyat', ru: 'Регистрация', en: 'Registration' },
  'register.step': {
    az: 'Addım {step} / {steps}',
    ru: 'Шаг {step} из {steps}',
    en: 'Step {step} of {steps}',
  },
  'register.person': { az: 'Məlumatlarınız', ru: 'Ваши данные', en: 'About you' },
  'register.person.lead': {
    az: 'Şəxsiyyət vəsiqəsini hazır saxlayın: məlumatlar orada yazıldığı kimi olmalıdır.',
    ru: 'Держите удостоверение под рукой: данные должны совпадать с ним.',
    en: 'Have your identity card at hand: everything must be as written on it.',
  },
  'register.card': { az: 'Şəxsiyyət vəsiqəsi', ru: 'Удостоверение личности', en: 'Identity card' },
  'register.contact': { az: 'Sizinlə əlaqə', ru: 'Как с вами связаться', en: 'How to reach you' },
  'register.confirmBy': {
    az: 'Təsdiq kodu hara göndərilsin?',
    ru: 'Куда отправить код подтверждения?',
    en: 'Where should the confirmation code go?',
  },
  'register.confirmBy.sms': { az: 'Telefona SMS ilə', ru: 'На телефон, в SMS', en: 'To the phone, by SMS' },
  'register.confirmBy.email': { az: 'E-poçta', ru: 'На эл. почту', en: 'To the e-mail address' },
  'register.messages': {
    az: 'Mesajların və sənədlərin dili',
    ru: 'Язык сообщений и документов',
    en: 'Language of messages and documents',
  },
  'register.accounts': { az: 'Hesablarınızı əlavə edin', ru: 'Добавьте свои счета', en: 'Add your accounts' },
  'register.accounts.lead': {
    az: 'Hesabları bir-bir əlavə edin. Bunu sonra kabinetdə də edə bilərsiniz.',
    ru: 'Добавляйте счета по одному. Это можно сделать и позже, в кабинете.',
    en: 'Add them one by one. You can also do it later, in the cabinet.',
  },
  'register.accounts.added': { az: 'Əlavə edilən hesablar', ru: 'Добавленные счета', en: 'Accounts added' },
  'register.accounts.enough': {
    az: 'Hesablar hazırdır, davam et',
    ru: 'Счета готовы, продолжить',
    en: 'That is all, continue',
  },
  'register.accounts.skip': {
    az: 'Hesabsız davam et',
    ru: 'Продолжить без счетов',
    en: 'Continue without accounts',
  },
  'register.confirm': {
    az: 'Təsdiq kodunu yazın',
    ru: 'Введите код подтверждения',
    en: 'Type the confirmation code',
  },
  'register.confirm.sms': {
    az: 'Kodu telefonunuza SMS ilə göndərdik. O, saat {time}-dək qüvvədədir.',
    ru: 'Мы отправили код в SMS на ваш телефон. Он действует до {time}.',
    en: 'We sent a code to your phone by SMS. It is valid until {time}.',
  },
  'register.confirm.email': {
    az: 'Kodu e-poçtunuza göndərdik. O, saat {time}-dək qüvvədədir.',
    ru: 'Мы отправили код на вашу эл. почту. Он действует до {time}.',
    en: 'We sent a code to your e-mail address. It is valid until {time}.',
  },
  'register.confirm.help': {
    az: 'Mesajdakı rəqəmlər',
    ru: 'Цифры из сообщения',
    en: 'The digits in the message',
  },
  'register.confirm.finish': {
    az: 'Təsdiq et və vərəqəni al',
    ru: 'Подтвердить и получить лист',
    en: 'Confirm and get the sheet',
  },
  'register.confirm.silent': { az: 'Kod gəlmədi?', ru: 'Код не пришёл?', en: 'No code came?' },
  'register.confirm.silent.text': {
    az: 'Bir dəqiqə gözləyin və yeni kod istəyin. Yenə gəlməsə, şəxsiyyət vəsiqəsi ilə istənilən banka və ya poçta gedin: sizi orada qeydiyyata alarlar.',
    ru: 'Подождите минуту и запросите новый код. Если он снова не придёт, обратитесь с удостоверением в любой банк или на почту: вас зарегистрируют там.',
    en: 'Wait a minute and ask for a new one. If none comes again, go to any bank or post office with your identity card: they register you there.',
  },
  'register.resend': { az: 'Yeni kod göndər', ru: 'Отправить новый код', en: 'Send a new code' },
  'register.resent': {
    az: 'Yeni kod göndərildi. Əvvəlki artıq işləmir.',
    ru: 'Новый код отправлен. Прежний больше не действует.',
    en: 'A new code was sent. The one before no longer works.',
  },
  'sheetPage.title': { az: 'Qeydiyyat tamamlandı', ru: 'Вы зарегистрированы', en: 'You are registered' },
  'sheetPage.once': {
    az: 'Səhifədən çıxmazdan əvvəl vərəqəni yükləyin və ya çap edin: ilkin şifrə bir daha göstərilməyəcək.',
    ru: 'Скачайте или распечатайте лист, прежде чем уйти со страницы: первоначальный пароль больше не покажем.',
    en: 'Download or print the sheet before you leave this page: the initial password is not shown again.',
  },
  'sheetPage.next': { az: 'Kabinetə daxil ol', ru: 'Войти в кабинет', en: 'Sign in to the cabinet' },
  'sheetPage.declared': {
    az: 'Vəsiqənizi hələ heç bir kassa görməyib, ona görə abonentin adı və ünvanı gizli qalır. Bankda və ya poçtda vəsiqəni bir dəfə göstərmək kifayətdir.',
    ru: 'Ваше удостоверение ещё не видели ни в одной кассе, поэтому имя и адрес абонента скрыты. Достаточно один раз показать его в банке или на почте.',
    en: 'No counter has seen your card yet, so holder names and addresses stay masked. Showing it once at a bank or post office is enough.',
  },
  'sheetPage.late': {
    az: 'Vərəqəni yükləmək vaxtı bitib',
    ru: 'Время скачивания листа истекло',
    en: 'The sheet can no longer be downloaded',
  },
  'sheetPage.late.text': {
    az: 'Şifrəni yazmısınızsa, kabinetə daxil olun. Yoxdursa, şifrəni kodla və ya istənilən kassada vəsiqə ilə yeniləyin.',
    ru: 'Если вы записали пароль, войдите в кабинет. Если нет, обновите его по коду или в любой кассе по удостоверению.',
    en: 'If you noted the password, sign in. If not, renew it by a code, or with your card at any counter.',
  },
});
