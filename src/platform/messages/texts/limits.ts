import { texts } from '../texts.ts';

/** Limits of a counter and what needs a supervisor, as the teller's screen says them. */
export const limitTexts = texts({
  'limit.payment': { az: 'Bir ödəniş üçün limit', ru: 'Лимит одной оплаты', en: 'Limit of one payment' },
  'limit.day': { az: 'Bu gün üçün qalan limit', ru: 'Остаток лимита на сегодня', en: 'Left of today’s limit' },
  'refusal.limit_exceeded.agent.payment': {
    az: 'Qurumunuzda bir ödəniş üçün ən çoxu {limit} qəbul edilir. Məbləği azaldın.',
    ru: 'В вашей организации одна оплата — не больше {limit}. Уменьшите сумму.',
    en: 'Your institution takes at most {limit} in one payment. Take a smaller amount.',
  },
  'refusal.limit_exceeded.outlet.payment': {
    az: 'Məntəqənizdə bir ödəniş üçün ən çoxu {limit} qəbul edilir. Məbləği azaldın.',
    ru: 'В вашем отделении одна оплата — не больше {limit}. Уменьшите сумму.',
    en: 'Your outlet takes at most {limit} in one payment. Take a smaller amount.',
  },
  'refusal.limit_exceeded.teller.payment': {
    az: 'Siz bir ödəniş üçün ən çoxu {limit} qəbul edə bilərsiniz. Daha böyük məbləği başqa kassa qəbul edə bilər.',
    ru: 'Вы принимаете за одну оплату не больше {limit}. Большую сумму может принять другая касса.',
    en: 'You take at most {limit} in one payment. Another desk may take more.',
  },
  'refusal.limit_exceeded.outlet.day': {
    az: 'Məntəqənin gündəlik limitindən {left} qalıb ({limit} limitdən). Məbləği azaldın və ya müştərini başqa məntəqəyə yönəldin.',
    ru: 'От дневного лимита отделения осталось {left} из {limit}. Уменьшите сумму или направьте клиента в другое отделение.',
    en: 'Of the outlet’s limit for the day {left} of {limit} is left. Take less, or send the customer to another outlet.',
  },
  'refusal.limit_exceeded.teller.day': {
    az: 'Sizin gündəlik limitinizdən {left} qalıb ({limit} limitdən). Məbləği azaldın və ya müştərini başqa kassaya yönəldin.',
    ru: 'От вашего дневного лимита осталось {left} из {limit}. Уменьшите сумму или направьте клиента в другую кассу.',
    en: 'Of your limit for the day {left} of {limit} is left. Take less, or send the customer to another desk.',
  },
  'refusal.supervisor_required': {
    az: 'Məntəqənin məsul işçisini çağırın: o, öz kodu ilə edir.',
    ru: 'Позовите старшего отделения: он сделает это под своим кодом.',
    en: 'Call the supervisor of the outlet, who does it under a code of their own.',
  },
  'refusal.supervisor_required.other_teller': {
    az: 'Bu ödənişi başqa işçi qəbul edib. Onu məntəqənin məsul işçisi ləğv edir.',
    ru: 'Эту оплату принял другой кассир. Её отменяет старший отделения.',
    en: 'Another teller took this payment. The supervisor of the outlet reverses it.',
  },
  'refusal.supervisor_required.reversal_limit': {
    az: 'Məbləğ sizin ləğv edə biləcəyinizdən böyükdür. Ödənişi məntəqənin məsul işçisi ləğv edir.',
    ru: 'Сумма больше той, что вы можете отменить. Оплату отменяет старший отделения.',
    en: 'The amount is more than you may reverse. The supervisor of the outlet reverses it.',
  },
  'refusal.supervisor_required.difference_limit': {
    az: 'Fərq icazə veriləndən böyükdür. Növbəni məntəqənin məsul işçisi sayıb bağlayır.',
    ru: 'Расхождение больше допустимого. Смену пересчитывает и закрывает старший отделения.',
    en: 'The difference is more than is allowed. The supervisor of the outlet counts and closes the shift.',
  },
  'refusal.device_not_allowed': {
    az: 'Cihaz yalnız borcu soruşur və ödəniş qəbul edir. İşçi kodu ilə daxil olun.',
    ru: 'Устройство только спрашивает о долге и принимает оплату. Войдите под кодом кассира.',
    en: 'A device only asks for debts and takes payments. Sign in with the code of a teller.',
  },
  'teller.role.teller': { az: 'Kassir', ru: 'Кассир', en: 'Teller' },
  'teller.role.supervisor': { az: 'Məsul işçi', ru: 'Старший', en: 'Supervisor' },
  'teller.role.device': { az: 'Cihaz', ru: 'Устройство', en: 'Device' },
  'teller.shift.others': {
    az: 'Məntəqənin açıq növbələri',
    ru: 'Открытые смены отделения',
    en: 'Open shifts of the outlet',
  },
  'teller.shift.of': { az: '{teller} növbəsi', ru: 'Смена кассира {teller}', en: 'Shift of {teller}' },
});
