import { texts } from '../texts.ts';

/** Choosing what to pay, and the payment code that any counter takes. */
export const payingTexts = texts({
  'pay.title': { az: 'Nəyi ödəyirsiniz?', ru: 'Что оплатить?', en: 'What do you want to pay?' },
  'pay.lead': {
    az: 'Hesabları və məbləğləri seçin, ödəniş kodu alın və onu istənilən bankda, poçtda və ya terminalda göstərin.',
    ru: 'Выберите счета и суммы, получите код оплаты и покажите его в любом банке, на почте или у терминала.',
    en: 'Choose accounts and amounts, get a payment code and show it at any bank, post office or kiosk.',
  },
  'pay.choose': { az: '{account} ödənilsin', ru: 'Оплатить: {account}', en: 'Pay {account}' },
  'pay.amount': { az: 'Məbləğ, {sign}', ru: 'Сумма, {sign}', en: 'Amount, {sign}' },
  'pay.amount.of': { az: 'Məbləğ, {account}', ru: 'Сумма, {account}', en: 'Amount for {account}' },
  'pay.owed': { az: 'Borc: {amount}', ru: 'Долг: {amount}', en: 'Owed: {amount}' },
  'pay.rule.exact': {
    az: 'Yalnız tam məbləğ qəbul olunur',
    ru: 'Принимается только вся сумма',
    en: 'Only the full amount is taken',
  },
  'pay.rule.at-least': {
    az: 'Borcdan az olmamalıdır',
    ru: 'Не меньше долга',
    en: 'Not less than what is owed',
  },
  'pay.rule.at-most': {
    az: 'Borcdan çox olmamalıdır',
    ru: 'Не больше долга',
    en: 'Not more than what is owed',
  },
  'pay.bills.one': {
    az: 'Hansı qaimə ödənilsin?',
    ru: 'Какой счёт оплатить?',
    en: 'Which bill is paid?',
  },
  'pay.bills.several': {
    az: 'Hansı qaimələr ödənilsin?',
    ru: 'Какие счета оплатить?',
    en: 'Which bills are paid?',
  },
  'pay.bills.all': {
    az: 'Bütün qaimələr birlikdə ödənilir',
    ru: 'Все счета оплачиваются вместе',
    en: 'All bills are paid together',
  },
  'pay.rule.channel': {
    az: 'Burada {min} – {max} qəbul olunur',
    ru: 'Здесь принимается от {min} до {max}',
    en: 'Here {min} to {max} is taken',
  },
  'pay.rule.channel.most': {
    az: 'Burada ən çoxu {max} qəbul olunur',
    ru: 'Здесь принимается не больше {max}',
    en: 'Here at most {max} is taken',
  },
  'pay.rule.channel.least': {
    az: 'Burada ən azı {min} qəbul olunur',
    ru: 'Здесь принимается не меньше {min}',
    en: 'Here at least {min} is taken',
  },
  'pay.rule.multiple': {
    az: '{step} və onun misilləri',
    ru: 'Кратно {step}',
    en: 'In steps of {step}',
  },
  'pay.rule.limits': {
    az: '{min} – {max}',
    ru: 'От {min} до {max}',
    en: 'From {min} to {max}',
  },
  'pay.old': {
    az: 'Kassir pulu götürməzdən əvvəl təşkilatdan yenidən soruşacaq.',
    ru: 'Кассир запросит поставщика ещё раз, прежде чем взять деньги.',
    en: 'The teller asks the provider again before taking the money.',
  },
  'pay.problem.amount': {
    az: 'Məbləği rəqəmlə yazın, məsələn {example}',
    ru: 'Введите сумму цифрами, например {example}',
    en: 'Write the amount in digits, such as {example}',
  },
  'pay.problem.exact': {
    az: 'Bu təşkilat yalnız tam borcu qəbul edir: {owed}',
    ru: 'Этот поставщик принимает только весь долг: {owed}',
    en: 'This provider takes only the full debt: {owed}',
  },
  'pay.problem.at-least': {
    az: 'Ən azı {owed} ödəmək lazımdır',
    ru: 'Нужно заплатить не меньше {owed}',
    en: 'Pay at least {owed}',
  },
  'pay.problem.at-most': {
    az: 'Ən çoxu {owed} ödəmək olar',
    ru: 'Можно заплатить не больше {owed}',
    en: 'Pay at most {owed}',
  },
  'pay.problem.multiple': {
    az: 'Məbləğ {step} və ya onun misli olmalıdır',
    ru: 'Сумма должна быть кратна {step}',
    en: 'The amount must be a multiple of {step}',
  },
  'pay.problem.minimum': { az: 'Ən az məbləğ {min}', ru: 'Наименьшая сумма {min}', en: 'The least amount is {min}' },
  'pay.problem.maximum': { az: 'Ən çox məbləğ {max}', ru: 'Наибольшая сумма {max}', en: 'The most is {max}' },
  'pay.problem.mismatch': {
    az: 'Təşkilat bu məbləği qəbul etmir',
    ru: 'Поставщик не принимает такую сумму',
    en: 'The provider does not take this amount',
  },
  'pay.problem.bills': {
    az: 'Ödəniləcək qaimələri seçin',
    ru: 'Выберите счета, которые оплачиваются',
    en: 'Choose the bills to pay',
  },
  'pay.problem.none': {
    az: 'Ən azı bir hesab seçin',
    ru: 'Выберите хотя бы один счёт',
    en: 'Choose at least one account',
  },
  'pay.problem.many': {
    az: '{count, plural, one {Bir kodda ən çoxu # hesab ola bilər} other {Bir kodda ən çoxu # hesab ola bilər}}',
    ru: '{count, plural, one {В одном коде может быть не больше # счёта} few {В одном коде может быть не больше # счетов} many {В одном коде может быть не больше # счетов} other {В одном коде может быть не больше # счёта}}',
    en: '{count, plural, one {One code holds at most # account} other {One code holds at most # accounts}}',
  },
  'pay.chosen': {
    az: '{count, plural, one {Seçilib: # hesab} other {Seçilib: # hesab}}',
    ru: '{count, plural, one {Выбран # счёт} few {Выбрано # счёта} many {Выбрано # счетов} other {Выбрано # счёта}}',
    en: '{count, plural, one {# account chosen} other {# accounts chosen}}',
  },
  'pay.recalculate': { az: 'Cəmi hesabla', ru: 'Пересчитать', en: 'Work out the total' },
  'pay.fee.note': {
    az: 'Komissiya ümumi qaydaya görədir. Kassir onu pul götürməzdən əvvəl deyir.',
    ru: 'Комиссия — по общему правилу. Кассир называет её до того, как взять деньги.',
    en: 'The fee follows the general rule. The teller tells you before taking the money.',
  },
  'pay.nothing': {
    az: 'Seçiləcək hesab yoxdur.',
    ru: 'Выбирать пока не из чего.',
    en: 'There is nothing to choose.',
  },
  'code.title': { az: 'Ödəniş kodunuz', ru: 'Ваш код оплаты', en: 'Your payment code' },
  'code.qr': { az: 'QR kod: ödəniş kodu {code}', ru: 'QR-код: код оплаты {code}', en: 'QR code: payment code {code}' },
  'code.open': { az: 'Ödənişi gözləyir', ru: 'Ждёт оплаты', en: 'Waiting for payment' },
  'code.paid': { az: 'Ödənilib', ru: 'Оплачен', en: 'Paid' },
  'code.expired': { az: 'Müddəti bitib', ru: 'Истёк', en: 'Expired' },
  'code.validUntil': {
    az: 'Qüvvədədir: {when}',
    ru: 'Действует до: {when}',
    en: 'Valid until: {when}',
  },
  'code.paid.text': {
    az: 'Pul qəbul edildi: {when}. Qəbzlər ödənişlərinizdədir.',
    ru: 'Деньги приняты: {when}. Квитанции — в ваших платежах.',
    en: 'The money was taken: {when}. The receipts are among your payments.',
  },
  'code.expired.text': {
    az: 'Bu kodla artıq ödəmək olmaz, pul da çıxılmayıb. Yeni kod alın.',
    ru: 'По этому коду уже нельзя заплатить, деньги не списаны. Получите новый код.',
    en: 'Nobody can pay with this code any more, and no money was taken. Get a new one.',
  },
  'code.how': { az: 'Necə ödəməli', ru: 'Как заплатить', en: 'How to pay' },
  'code.how.show': {
    az: 'Kodu istənilən bankda, poçtda və ya terminalda göstərin və ya deyin.',
    ru: 'Покажите или назовите код в любом банке, на почте или у терминала.',
    en: 'Show or say the code at any bank, post office or kiosk.',
  },
  'code.how.teller': {
    az: 'Kassir bütün məbləğləri və komissiyanı görür və pul götürməzdən əvvəl sizə deyir.',
    ru: 'Кассир видит все суммы и комиссию и называет их до того, как взять деньги.',
    en: 'The teller sees every amount and the fee, and tells you before taking the money.',
  },
  'code.how.receipt': {
    az: 'Hər hesab üçün qəbz alırsınız; onlar burada da görünür.',
    ru: 'За каждый счёт вы получите квитанцию; они видны и здесь.',
    en: 'You get a receipt for each account; they are shown here too.',
  },
  'code.basket': { az: 'Kodla ödənilən hesablar', ru: 'Что оплачивается', en: 'What is paid with it' },
  'code.check': { az: 'Ödənilibmi? Yoxla', ru: 'Проверить оплату', en: 'Check whether it is paid' },
  'code.another': { az: 'Yeni kod al', ru: 'Получить новый код', en: 'Get a new code' },
});
