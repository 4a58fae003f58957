import { texts } from '../texts.ts';

/** Short messages by SMS and e-mail. No message repeats a password, a card or an amount owed. */
export const noticeTexts = texts({
  'notice.confirmation.subject': { az: 'Təsdiq kodu', ru: 'Код подтверждения', en: 'Confirmation code' },
  'notice.confirmation.text': {
    az: 'Vahid: təsdiq kodunuz {code}. {minutes, plural, one {# dəqiqə qüvvədədir.} other {# dəqiqə qüvvədədir.}} Kodu heç kimə deməyin.',
    ru: 'Vahid: код подтверждения {code}. {minutes, plural, one {Действует # минуту.} few {Действует # минуты.} many {Действует # минут.} other {Действует # минуты.}} Никому его не сообщайте.',
    en: 'Vahid: your confirmation code is {code}. {minutes, plural, one {Valid for # minute.} other {Valid for # minutes.}} Tell it to nobody.',
  },
  'notice.sheet.subject': { az: 'Qeydiyyat vərəqəniz', ru: 'Ваш регистрационный лист', en: 'Your registration sheet' },
  'notice.sheet.text': {
    az: 'Qeydiyyatınız tamamlandı. Qeydiyyat vərəqəsi əlavədədir: onu çap edin və ya etibarlı yerdə saxlayın.',
    ru: 'Регистрация завершена. Регистрационный лист во вложении: распечатайте его или храните в надёжном месте.',
    en: 'Your registration is complete. The registration sheet is attached: print it or keep it somewhere safe.',
  },
  'notice.passwordRenewed.subject': {
    az: 'Şifrəniz yeniləndi',
    ru: 'Ваш пароль обновлён',
    en: 'Your password was renewed',
  },
  'notice.passwordRenewed.text': {
    az: 'Virtual kabinetinizin şifrəsi yeniləndi. Bunu siz etməmisinizsə, dərhal ən yaxın banka və ya poçta müraciət edin.',
    ru: 'Пароль вашего кабинета обновлён. Если это сделали не вы, сразу обратитесь в ближайший банк или на почту.',
    en: 'The password of your cabinet was renewed. If this was not you, go to the nearest bank or post office at once.',
  },
  'notice.registrationAttempt.subject': {
    az: 'Siz artıq qeydiyyatdasınız',
    ru: 'Вы уже зарегистрированы',
    en: 'You are registered already',
  },
  'notice.registrationAttempt.text': {
    az: 'Vahid: kimsə sizin adınıza qeydiyyatdan keçməyə çalışdı, siz isə artıq qeydiyyatdasınız. Bu siz idinizsə, şifrəni kabinetdə və ya vəsiqə ilə istənilən bankda və poçtda yeniləyin. Siz deyildinizsə, heç nə etməyin.',
    ru: 'Vahid: кто-то пытался зарегистрироваться под вашим именем, но вы уже зарегистрированы. Если это были вы, обновите пароль в кабинете или с удостоверением в любом банке и на почте. Если нет, ничего не делайте.',
    en: 'Vahid: somebody tried to register in your name, and you are registered already. If it was you, renew your password in the cabinet, or with your card at any bank or post office. If not, do nothing.',
  },
  'notice.renewal.subject': { az: 'Şifrəni yeniləmə kodu', ru: 'Код для нового пароля', en: 'Password renewal code' },
  'notice.renewal.text': {
    az: 'Vahid: yeni şifrə üçün kodunuz {code}. {minutes, plural, one {# dəqiqə qüvvədədir.} other {# dəqiqə qüvvədədir.}} Bunu siz istəməmisinizsə, kodu heç kimə deməyin.',
    ru: 'Vahid: код для нового пароля {code}. {minutes, plural, one {Действует # минуту.} few {Действует # минуты.} many {Действует # минут.} other {Действует # минуты.}} Если вы его не запрашивали, никому его не сообщайте.',
    en: 'Vahid: your code for a new password is {code}. {minutes, plural, one {Valid for # minute.} other {Valid for # minutes.}} If you did not ask for it, tell it to nobody.',
  },
  'notice.contactChanged.subject': {
    az: 'Əlaqə məlumatlarınız dəyişdi',
    ru: 'Ваши контакты изменены',
    en: 'Your contact details were changed',
  },
  'notice.contactChanged.text': {
    az: 'Vahid: vəsiqəniz əsasında əlaqə məlumatlarınız məntəqədə dəyişdirildi və bu ünvana daha məlumat göndərilmir. Bunu siz etməmisinizsə, dərhal ən yaxın banka və ya poçta müraciət edin.',
    ru: 'Vahid: в отделении по вашему удостоверению изменены контакты, сюда сообщения больше не приходят. Если это сделали не вы, сразу обратитесь в ближайший банк или на почту.',
    en: 'Vahid: your contact details were changed at a counter against your card, and messages no longer come here. If this was not you, go to the nearest bank or post office at once.',
  },
  'notice.takenOver.subject': {
    az: 'Qeydiyyat vəsiqə ilə təsdiqləndi',
    ru: 'Регистрация подтверждена удостоверением',
    en: 'The registration was confirmed with the card',
  },
  'notice.takenOver.text': {
    az: 'Vahid: vəsiqənin sahibi məntəqədə qeydiyyatı öz adına təsdiqlədi. Əvvəlki şifrə artıq işləmir. Bunu siz etmisinizsə, yeni vərəqədəki şifrədən istifadə edin; siz deyildinizsə, vəsiqə ilə ən yaxın banka və ya poçta müraciət edin.',
    ru: 'Vahid: владелец удостоверения подтвердил регистрацию в отделении. Прежний пароль больше не действует. Если это были вы, пользуйтесь паролем с нового листа; если нет, обратитесь с удостоверением в ближайший банк или на почту.',
    en: 'Vahid: the holder of the card confirmed the registration at a counter. The earlier password no longer works. If it was you, use the password on the new sheet; if not, go to the nearest bank or post office with your card.',
  },
});
