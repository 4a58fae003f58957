import { entries } from './entry.ts';

/** Errors of registration, linking and the cabinet. */
export const citizenErrors = entries({
  invalid_national_id: {
    status: 400,
    retryable: false,
    title: {
      az: 'Şəxsiyyət vəsiqəsinin məlumatı düzgün deyil',
      ru: 'Неверные данные удостоверения личности',
      en: 'The identity card details are not valid',
    },
    action: 'Check series, number and FIN against the card; `errors` names every field that is wrong.',
  },
  registration_expired: {
    status: 410,
    retryable: false,
    title: {
      az: 'Qeydiyyatın vaxtı bitib və ya o, artıq tamamlanıb',
      ru: 'Время регистрации истекло, или она уже завершена',
      en: 'This registration has expired or is already complete',
    },
    action: 'Begin the registration anew. Whoever did not receive a code goes to a counter with the identity card.',
  },
  confirmation_code_invalid: {
    status: 422,
    retryable: false,
    title: {
      az: 'Təsdiq kodu yanlışdır, işlədilib və ya vaxtı bitib',
      ru: 'Код подтверждения неверен, использован или истёк',
      en: 'The confirmation code is wrong, used or expired',
    },
    action: 'Type the code of the newest message. After five wrong tries or ten minutes only a new code helps.',
  },
  identity_conflict: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu vəsiqə başqa şəxsin adına qeydə alınıb',
      ru: 'Это удостоверение зарегистрировано за другим лицом',
      en: 'This card is registered to another person',
    },
    action: 'Compare card and FIN once more. If both are right, the operator of the hub has to look at it.',
  },
  counter_registration_required: {
    status: 409,
    retryable: false,
    title: {
      az: 'Vəsiqə hələ heç bir məntəqədə yoxlanılmayıb',
      ru: 'Удостоверение ещё не предъявляли ни в одном отделении',
      en: 'No counter has seen the card yet',
    },
    action: 'Register the person at the counter; that takes the declared registration over.',
  },
  session_ended: {
    status: 401,
    retryable: false,
    title: { az: 'Yenidən daxil olun', ru: 'Войдите снова', en: 'Please sign in again' },
    action: 'Sign in again. Sessions end after 15 idle minutes, 12 hours, a sign-out or a change of password.',
  },
  password_change_required: {
    status: 403,
    retryable: false,
    title: {
      az: 'Əvvəlcə ilkin şifrəni dəyişin',
      ru: 'Сначала смените первоначальный пароль',
      en: 'Change the initial password first',
    },
    action: 'Nothing else is open to the session until a password of one’s own is set.',
  },
  password_not_acceptable: {
    status: 400,
    retryable: false,
    title: { az: 'Bu şifrə yaramır', ru: 'Этот пароль не подходит', en: 'This password will not do' },
    action: 'Choose 8 to 128 characters that are no common password and none of the person’s own numbers.',
  },
  account_not_confirmed: {
    status: 422,
    retryable: false,
    title: {
      az: 'Təşkilat bu hesabı təsdiq etmədi',
      ru: 'Поставщик не подтвердил этот счёт',
      en: 'The provider did not confirm this account',
    },
    action: 'Check the account, and what proves it, against a bill. The answer is the same whichever of them is wrong.',
  },
  proof_refused: {
    status: 422,
    retryable: false,
    title: {
      az: 'Hesabın sizə aid olduğu təsdiqlənmədi',
      ru: 'Принадлежность счёта не подтверждена',
      en: 'The proof of ownership was not accepted',
    },
    action: 'Compare the proof with a bill of this account.',
  },
  account_limit_reached: {
    status: 409,
    retryable: false,
    title: {
      az: 'Hesabların sayı həddə çatıb',
      ru: 'Достигнут предел числа счетов',
      en: 'No more accounts can be linked',
    },
    action: 'Unlink an account that is no longer needed; `details.limit` says how many there may be.',
  },
});
