import { texts } from '../texts.ts';

/** The first page, and the mailbox of the sample world. */
export const welcomeTexts = texts({
  'welcome.title': {
    az: 'Bütün kommunal ödənişlər bir kodla',
    ru: 'Все коммунальные платежи по одному коду',
    en: 'One code for every bill',
  },
  'welcome.lead': {
    az: 'Qaz, su, işıq və telefon hesablarınızı bir koda bağlayın. Borcu burada görün, istənilən bankda və ya poçtda ödəyin.',
    ru: 'Свяжите счета за газ, воду, свет и телефон с одним кодом. Смотрите долги здесь, платите в любом банке или на почте.',
    en: 'Put your gas, water, power and phone accounts under one code. See what you owe here, pay at any bank or post office.',
  },
  'welcome.free': {
    az: 'Qeydiyyat və kabinet pulsuzdur.',
    ru: 'Регистрация и кабинет бесплатны.',
    en: 'Registering and using the cabinet cost nothing.',
  },
  'welcome.steps': { az: 'Necə işləyir', ru: 'Как это работает', en: 'How it works' },
  'welcome.step.register': {
    az: 'Şəxsiyyət vəsiqəsi ilə qeydiyyatdan keçin və hesablarınızı əlavə edin.',
    ru: 'Зарегистрируйтесь по удостоверению личности и добавьте свои счета.',
    en: 'Register with your identity card and add your accounts.',
  },
  'welcome.step.sheet': {
    az: 'Qeydiyyat vərəqəsini alın: orada 12 rəqəmli kodunuz və ilkin şifrəniz var.',
    ru: 'Получите регистрационный лист: на нём ваш код из 12 цифр и первоначальный пароль.',
    en: 'Get the registration sheet with your 12-digit code and an initial password.',
  },
  'welcome.step.pay': {
    az: 'Borclarınıza baxın, ödəniş kodu alın və onu istənilən kassada göstərin.',
    ru: 'Смотрите долги, получите код оплаты и покажите его в любой кассе.',
    en: 'See what you owe, get a payment code and show it at any counter.',
  },
  'welcome.haveCode': { az: 'Kodunuz var?', ru: 'Уже есть код?', en: 'You have a code already?' },
  'welcome.services': {
    az: 'Hansı xidmətlər ödənilir',
    ru: 'За какие услуги можно платить',
    en: 'What can be paid',
  },
  'mailbox.banner': {
    az: 'Bu, nümunə dünyasıdır: adlar, hesablar və pullar uydurmadır. SMS və məktublar heç yerə göndərilmir.',
    ru: 'Это учебный мир: люди, счета и деньги вымышлены. SMS и письма никуда не отправляются.',
    en: 'This is a sample world: people, accounts and money are made up. No SMS or e-mail leaves it.',
  },
  'mailbox.open': {
    az: 'Poçt qutusunu aç',
    ru: 'Открыть почтовый ящик',
    en: 'Open the mailbox',
  },
  'mailbox.title': {
    az: 'Nümunə dünyasının poçt qutusu',
    ru: 'Почтовый ящик учебного мира',
    en: 'Mailbox of the sample world',
  },
  'mailbox.lead': {
    az: 'Bütün SMS və məktublar buraya düşür, ən yenisi yuxarıda. Təsdiq kodunuzu burada tapın.',
    ru: 'Сюда попадают все SMS и письма, новые сверху. Здесь вы найдёте свой код подтверждения.',
    en: 'Every SMS and e-mail lands here, newest first. Find your confirmation code here.',
  },
  'mailbox.empty': {
    az: 'Hələ heç nə göndərilməyib.',
    ru: 'Пока ничего не отправлено.',
    en: 'Nothing has been sent yet.',
  },
  'mailbox.sms': { az: 'SMS', ru: 'SMS', en: 'SMS' },
  'mailbox.email': { az: 'E-poçt', ru: 'Эл. почта', en: 'E-mail' },
  'mailbox.refresh': { az: 'Yenilə', ru: 'Обновить', en: 'Refresh' },
});
