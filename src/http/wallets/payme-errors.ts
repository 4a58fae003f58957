import type { WalletRefusal } from '../../wallets/model.ts';

/** Errors of the Merchant API that the hub gives, and what they say to people. */
export const paymeErrors = {
  notPost: -32_300,
  notJson: -32_700,
  notRpc: -32_600,
  noMethod: -32_601,
  notAllowed: -32_504,
  later: -32_400,
  amount: -31_001,
  notFound: -31_003,
  cannotCancel: -31_007,
  cannotPerform: -31_008,
  account: -31_050,
} as const;
export type PaymeError = (typeof paymeErrors)[keyof typeof paymeErrors];

type Step = 'check' | 'create' | 'perform' | 'cancel' | 'look';

/** What a refusal is called at each step: once something is created, only its state is spoken of. */
export function paymeErrorOf(refusal: WalletRefusal, step: Step): PaymeError {
  if (refusal === 'not_found') return paymeErrors.notFound;
  if (step === 'perform') return paymeErrors.cannotPerform;
  if (step === 'cancel') return refusal === 'later' ? paymeErrors.later : paymeErrors.cannotCancel;
  if (refusal === 'account') return paymeErrors.account;
  if (refusal === 'amount') return paymeErrors.amount;
  return refusal === 'later' ? paymeErrors.later : paymeErrors.cannotPerform;
}

const words: Readonly<Record<PaymeError, readonly [az: string, ru: string, en: string, uz: string]>> = {
  [paymeErrors.notPost]: ['Yalnız POST', 'Только POST', 'POST only', 'Faqat POST'],
  [paymeErrors.notJson]: ['JSON oxunmur', 'JSON не читается', 'The JSON cannot be read', 'JSON o‘qilmadi'],
  [paymeErrors.notRpc]: ['Sorğu düzgün deyil', 'Неверный запрос', 'The request is not valid', 'So‘rov noto‘g‘ri'],
  [paymeErrors.noMethod]: ['Belə metod yoxdur', 'Нет такого метода', 'No such method', 'Bunday metod yo‘q'],
  [paymeErrors.notAllowed]: ['İcazə yoxdur', 'Недостаточно прав', 'Not allowed', 'Ruxsat yo‘q'],
  [paymeErrors.later]: ['Sonra təkrarlayın', 'Повторите позже', 'Try again later', 'Keyinroq urinib ko‘ring'],
  [paymeErrors.amount]: ['Məbləğ düzgün deyil', 'Неверная сумма', 'The amount is not taken', 'Summa noto‘g‘ri'],
  [paymeErrors.notFound]: [
    'Əməliyyat tapılmadı',
    'Транзакция не найдена',
    'No such transaction',
    'Tranzaksiya topilmadi',
  ],
  [paymeErrors.cannotCancel]: [
    'Ləğv etmək olmaz',
    'Отменить нельзя',
    'It cannot be cancelled',
    'Bekor qilib bo‘lmaydi',
  ],
  [paymeErrors.cannotPerform]: ['İcra etmək olmaz', 'Выполнить нельзя', 'It cannot be performed', 'Bajarib bo‘lmaydi'],
  [paymeErrors.account]: ['Abonent tapılmadı', 'Лицевой счёт не найден', 'No such account', 'Abonent topilmadi'],
};

export function paymeErrorBody(code: PaymeError): object {
  const [az, ru, en, uz] = words[code];
  return { code, message: { az, ru, en, uz }, ...(code === paymeErrors.account ? { data: 'account' } : {}) };
}
