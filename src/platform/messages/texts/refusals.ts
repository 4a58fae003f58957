import { texts } from '../texts.ts';

/** What a person can do about a refusal that no single field explains. The title stands in the catalogue of errors. */
export const refusalTexts = texts({
  'refusal.registration_expired': {
    az: 'Qeydiyyata yenidən başlayın. Kod gəlməyibsə, şəxsiyyət vəsiqəsi ilə istənilən banka və ya poçta gedin.',
    ru: 'Начните регистрацию заново. Если код не пришёл, обратитесь с удостоверением в любой банк или на почту.',
    en: 'Begin the registration again. If no code came, go to any bank or post office with your identity card.',
  },
  'refusal.confirmation_code_invalid': {
    az: 'Ən yeni mesajdakı kodu yazın. Beş səhv cəhddən və ya on dəqiqədən sonra yalnız yeni kod işləyir.',
    ru: 'Введите код из самого нового сообщения. После пяти ошибок или десяти минут поможет только новый код.',
    en: 'Type the code of the newest message. After five wrong tries or ten minutes only a new code works.',
  },
  'refusal.too_many_requests': {
    az: 'Hesablarınız təhlükəsiz qalsın deyə bir müddət gözləmək lazımdır. Sonra yenidən cəhd edin.',
    ru: 'Чтобы ваши счета были в безопасности, нужно немного подождать. Потом попробуйте ещё раз.',
    en: 'To keep accounts safe you have to wait for a while. Then try again.',
  },
  'refusal.too_many_requests.wait': {
    az: '{minutes, plural, one {# dəqiqədən sonra yenidən cəhd edin.} other {# dəqiqədən sonra yenidən cəhd edin.}}',
    ru: '{minutes, plural, one {Попробуйте ещё раз через # минуту.} few {Попробуйте ещё раз через # минуты.} many {Попробуйте ещё раз через # минут.} other {Попробуйте ещё раз через # минуты.}}',
    en: '{minutes, plural, one {Try again in # minute.} other {Try again in # minutes.}}',
  },
  'refusal.temporarily_unavailable': {
    az: 'Hazırda çox adam var. Bir dəqiqədən sonra yenidən göndərin.',
    ru: 'Сейчас слишком много людей. Отправьте ещё раз через минуту.',
    en: 'Too many people are here right now. Send it again in a minute.',
  },
  'refusal.invalid_credentials': {
    az: 'Vərəqədəki 12 rəqəmi və şifrəni yoxlayın. Böyük və kiçik hərflər fərqlidir.',
    ru: 'Проверьте 12 цифр с листа и пароль. Большие и маленькие буквы различаются.',
    en: 'Check the 12 digits on the sheet and the password. Capital and small letters differ.',
  },
  'refusal.account_not_confirmed': {
    az: 'Nömrəni və qaimədəki sübutu yenidən yoxlayın: bunlardan biri düzgün deyil.',
    ru: 'Сверьте со счётом номер и подтверждающие данные: что-то из них неверно.',
    en: 'Compare the number, and what proves it, with a bill: one of them is not right.',
  },
  'refusal.provider_unavailable': {
    az: 'Bir azdan yenidən cəhd edin, yaxud başqa hesabla davam edin. Yazdıqlarınız yerindədir.',
    ru: 'Попробуйте немного позже или продолжите с другим счётом. Всё, что вы ввели, сохранено.',
    en: 'Try again in a little while, or go on with another account. What you typed is still here.',
  },
  'refusal.provider_disabled': {
    az: 'Təşkilat işə qayıdanda yenidən cəhd edin.',
    ru: 'Попробуйте, когда поставщик снова заработает.',
    en: 'Try again when the provider is back.',
  },
  'refusal.account_limit_reached': {
    az: 'Artıq lazım olmayan hesabı siyahıdan çıxarın, sonra yenisini əlavə edin.',
    ru: 'Уберите счёт, который больше не нужен, и добавьте новый.',
    en: 'Remove an account you no longer need, then add the new one.',
  },
  'refusal.other': {
    az: 'Yazdıqlarınızı yoxlayın və yenidən göndərin.',
    ru: 'Проверьте введённое и отправьте ещё раз.',
    en: 'Check what you typed and send it again.',
  },
});
