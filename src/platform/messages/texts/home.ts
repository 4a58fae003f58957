import { texts } from '../texts.ts';

/** The home page of the cabinet: what is owed, line by line, as the providers answer. */
export const homeTexts = texts({
  'home.nothing': { az: 'Ödəniləcək borc yoxdur', ru: 'Платить сейчас нечего', en: 'Nothing to pay now' },
  'home.start': {
    az: 'Başlamaq üçün hesab əlavə edin',
    ru: 'Чтобы начать, добавьте счёт',
    en: 'To begin, link an account',
  },
  'home.code': { az: 'abonent kodu {code}', ru: 'код абонента {code}', en: 'unique code {code}' },
  'home.answered': {
    az: 'Soruşulur: {all} hesabdan {done} hazırdır',
    ru: 'Запрашиваем: готово {done} из {all}',
    en: 'Asking the providers: {done} of {all} ready',
  },
  'home.ready': {
    az: 'Bütün hesablar hazırdır. {total}',
    ru: 'Все счета готовы. {total}',
    en: 'All accounts are ready. {total}',
  },
  'home.nextDue': {
    az: 'növbəti son tarix {date}',
    ru: 'ближайший срок {date}',
    en: 'next due {date}',
  },
  'home.withOld': {
    az: '{count, plural, one {Cavab verməyən # hesabın son məlum məbləği də sayılıb.} other {Cavab verməyən # hesabın son məlum məbləği də sayılıb.}}',
    ru: '{count, plural, one {Для # счёта без ответа взята последняя известная сумма.} few {Для # счетов без ответа взята последняя известная сумма.} many {Для # счетов без ответа взята последняя известная сумма.} other {Для # счёта без ответа взята последняя известная сумма.}}',
    en: '{count, plural, one {For # account without an answer the last known amount is counted.} other {For # accounts without an answer the last known amounts are counted.}}',
  },
  'home.withoutSilent': {
    az: '{count, plural, one {Cavab verməyən # hesab bu məbləğə daxil deyil.} other {Cavab verməyən # hesab bu məbləğə daxil deyil.}}',
    ru: '{count, plural, one {# счёт без ответа сюда не входит.} few {# счёта без ответа сюда не входят.} many {# счетов без ответа сюда не входят.} other {# счёта без ответа сюда не входят.}}',
    en: '{count, plural, one {# account without an answer is not counted.} other {# accounts without an answer are not counted.}}',
  },
  'home.accounts': { az: 'Hesablar', ru: 'Счета', en: 'Accounts' },
  'home.again': { az: 'Yenidən soruş', ru: 'Запросить снова', en: 'Ask again' },
  'home.noScript': {
    az: 'Məbləğləri göstər',
    ru: 'Показать суммы',
    en: 'Show the amounts',
  },
  'home.history': { az: 'Bütün ödənişlər', ru: 'Все платежи', en: 'All payments' },
  'line.waiting': {
    az: '{provider} cavabı gözlənilir',
    ru: 'Ждём ответа: {provider}',
    en: 'Waiting for {provider}',
  },
  'line.stuck': {
    az: 'Cavab hələ də gəlməyib.',
    ru: 'Ответа всё ещё нет.',
    en: 'There is still no answer.',
  },
  'line.untold': {
    az: 'Borcu bildirmir',
    ru: 'Долг не сообщает',
    en: 'Does not tell the debt',
  },
  'line.untold.text': {
    az: '{provider} borcun məbləğini bildirmir. Nə qədər ödəyəcəyinizi özünüz yazın.',
    ru: '{provider} не сообщает сумму долга. Сколько заплатить, решаете вы.',
    en: '{provider} does not tell how much is owed. You choose how much to pay.',
  },
  'line.paid': { az: 'Ödənilib', ru: 'Оплачено', en: 'Paid' },
  'line.paid.text': {
    az: '{amount} ödənilib ({when}): onu yenidən ödəməyin.',
    ru: 'Оплачено {amount} {when}: не платите второй раз.',
    en: '{amount} was paid {when}: do not pay it again.',
  },
  'line.toPay': { az: 'Ödəniləcək', ru: 'К оплате', en: 'To pay' },
  'line.lastKnown': {
    az: 'Son məlum məbləğ: {when}',
    ru: 'Последняя известная сумма: {when}',
    en: 'Last known amount: {when}',
  },
  'line.noneKnown': {
    az: 'Əvvəlki məbləğ də məlum deyil.',
    ru: 'Прежняя сумма тоже неизвестна.',
    en: 'No earlier amount is known either.',
  },
  'line.maintenance': { az: 'Texniki işlər gedir', ru: 'Технические работы', en: 'Planned maintenance' },
  'line.maintenance.now': {
    az: 'Planlı işlər gedir, bitmə vaxtı: {until}. O vaxtadək ödəniş qəbul edilmir.',
    ru: 'Идут плановые работы, окончание: {until}. До этого платежи не принимаются.',
    en: 'Planned work goes on until {until}. Nothing can be paid before then.',
  },
  'line.maintenance.next': {
    az: 'Planlı işlər: {from} – {until}. Həmin vaxt ödəniş qəbul edilməyəcək.',
    ru: 'Плановые работы: {from} – {until}. В это время платежи не принимаются.',
    en: 'Planned work: {from} – {until}. Nothing can be paid in that time.',
  },
  'line.standIn.text': {
    az: '{provider} hazırda cavab vermir. Son məlum qaimə göstərilir ({when}). Onu ödəyə bilərsiniz: ödəniş təşkilata sonra çatdırılacaq.',
    ru: '{provider} сейчас не отвечает. Показан последний известный счёт ({when}). Его можно оплатить: поставщик узнает об этом позже.',
    en: '{provider} is not answering now. The last known bill is shown ({when}). You can pay it: the provider is told later.',
  },
  'line.suspended': { az: 'Ödəniş qəbul etmir', ru: 'Не принимает платежи', en: 'Takes no payments now' },
  'line.gone': { az: 'Belə hesab tapılmadı', ru: 'Счёт не найден', en: 'Account not found' },
  'line.gone.text': {
    az: '{provider} bu nömrəni artıq tanımır. Nömrəni qaimə ilə yoxlayın və ya hesabı siyahıdan çıxarın.',
    ru: '{provider} больше не знает этот номер. Сверьте его со счётом или уберите счёт из списка.',
    en: '{provider} no longer knows this number. Compare it with a bill, or remove the account.',
  },
  'line.refused': { az: 'Hesab bağlıdır', ru: 'Счёт закрыт', en: 'Account refused' },
  'line.refused.text': {
    az: '{provider} bu hesab üzrə məlumat vermir. Təşkilatdan soruşun.',
    ru: '{provider} не даёт сведений по этому счёту. Обратитесь к поставщику.',
    en: '{provider} gives no information on this account. Please ask the provider.',
  },
  'line.proof': { az: 'Sübut köhnəlib', ru: 'Данные устарели', en: 'Proof out of date' },
  'line.proof.text': {
    az: '{provider} qaimədəki nömrəni qəbul etmir. Hesabı yeni qaimə ilə yenidən əlavə edin.',
    ru: '{provider} не принимает номер со старого счёта. Добавьте счёт заново по новому.',
    en: '{provider} no longer accepts the number from the bill. Link the account again with a new bill.',
  },
  'line.details': { az: 'Ətraflı', ru: 'Подробнее', en: 'Details' },
  'line.holder': { az: 'Abonent: {name}', ru: 'Абонент: {name}', en: 'Holder: {name}' },
  'line.bill': { az: 'Qaimə № {number}', ru: 'Счёт № {number}', en: 'Bill No. {number}' },
  'line.bill.due': {
    az: '{date} tarixinədək',
    ru: 'до {date}',
    en: 'by {date}',
  },
  'line.plan': { az: 'Paket: {plan}', ru: 'Тариф: {plan}', en: 'Plan: {plan}' },
  'line.renews.prepaid': {
    az: 'Paket {date} tarixində yenilənir',
    ru: 'Пакет продлевается {date}',
    en: 'The package renews on {date}',
  },
  'line.renews.postpaid': {
    az: 'Növbəti hesab-faktura: {date}',
    ru: 'Следующий счёт: {date}',
    en: 'Next invoice: {date}',
  },
  'plan.change': {
    az: '{from} paketi {date} tarixində {to} paketi ilə əvəz olunacaq',
    ru: 'Тариф {from} сменится на {to} {date}',
    en: 'The plan {from} is replaced by {to} on {date}',
  },
  'plan.change.undated': {
    az: '{from} paketi ləğv edilir və növbəti yenilənmədə {to} paketi ilə əvəz olunacaq',
    ru: 'Тариф {from} закрывается и при следующем продлении сменится на {to}',
    en: 'The plan {from} is withdrawn and replaced by {to} at the next renewal',
  },
  'plan.change.free': {
    az: 'Dəyişiklik pulsuzdur.',
    ru: 'Замена бесплатна.',
    en: 'The change costs nothing.',
  },
  'plan.change.price': {
    az: 'Yeni qiymət: {amount}',
    ru: 'Новая цена: {amount}',
    en: 'New price: {amount}',
  },
});
