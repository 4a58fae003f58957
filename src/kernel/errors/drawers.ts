import { entries } from './entry.ts';

/** Errors of cash drawers and the shifts of tellers. */
export const drawerErrors = entries({
  shift_already_open: {
    status: 409,
    retryable: false,
    title: {
      az: 'Kassirin növbəsi artıq açıqdır',
      ru: 'Смена кассира уже открыта',
      en: 'A shift of this teller is open already',
    },
    action: 'Go on with the open shift (`details.shiftId`), or close it first.',
  },
  shift_closed: {
    status: 409,
    retryable: false,
    title: { az: 'Növbə artıq bağlanıb', ru: 'Смена уже закрыта', en: 'The shift is closed' },
    action: 'Its Z-report stands. What happens now belongs to the next shift.',
  },
  shift_not_open: {
    status: 409,
    retryable: false,
    title: { az: 'Açıq növbə yoxdur', ru: 'Нет открытой смены', en: 'No shift is open' },
    action: 'Open a shift, then confirm the hand-over or pay out.',
  },
  shift_required: {
    status: 409,
    retryable: false,
    title: {
      az: 'Nağd pul yalnız açıq növbədə qəbul olunur',
      ru: 'Наличные принимаются только в открытой смене',
      en: 'Cash is taken only in an open shift',
    },
    action: 'Open a shift of the teller and send the same again. Nothing was accepted, and the key is not used up.',
  },
  handover_pending: {
    status: 409,
    retryable: false,
    title: {
      az: 'Təhvil verilən pul hələ təsdiqlənməyib',
      ru: 'Передача денег ещё не подтверждена',
      en: 'A hand-over is not confirmed yet',
    },
    action: 'Let the receiver confirm it, or withdraw it; `details.movementId` names it. Then close the shift.',
  },
  handover_decided: {
    status: 409,
    retryable: false,
    title: {
      az: 'Təhvil artıq təsdiqlənib və ya geri götürülüb',
      ru: 'Передача уже подтверждена или отозвана',
      en: 'The hand-over was confirmed or withdrawn before',
    },
    action: 'Nothing to do: the first word stands.',
  },
  count_incomplete: {
    status: 422,
    retryable: false,
    title: {
      az: 'Kassada olan hər valyuta sayılmalıdır',
      ru: 'Нужно пересчитать каждую валюту в кассе',
      en: 'Every currency of the drawer must be counted',
    },
    action: 'Count every currency that `errors` names, also where nothing is left of it.',
  },
  count_mismatch: {
    status: 422,
    retryable: false,
    title: {
      az: 'Əskinas və qəpiklərin cəmi məbləğlə düz gəlmir',
      ru: 'Сумма купюр и монет не равна итогу',
      en: 'Notes and coins do not add up to the amount',
    },
    action: 'Correct the pieces or the amount of the line that `errors` names.',
  },
  difference_unexplained: {
    status: 422,
    retryable: false,
    title: {
      az: 'Kassada fərq var: səbəbini yazın',
      ru: 'В кассе расхождение: укажите причину',
      en: 'The cash differs: say why',
    },
    action: 'Count again. If the difference stays, close with a `reason`; it is recorded as the teller’s.',
  },
  another_supervisor_required: {
    status: 403,
    retryable: false,
    title: {
      az: 'Bunu başqa məsul işçi etməlidir',
      ru: 'Это должен сделать другой старший',
      en: 'Another supervisor has to do this',
    },
    action:
      'A difference is not corrected by whoever it belongs to (`why`: `own_shift`), nor, where the agent wants two people, by ' +
      'whoever accepted it when the shift was closed (`accepted_it`).',
  },
  correction_exceeds_difference: {
    status: 422,
    retryable: false,
    title: {
      az: 'Düzəliş fərqin qalığından çoxdur',
      ru: 'Исправление больше остатка расхождения',
      en: 'The correction is more than what is left of the difference',
    },
    action: '`open` says what is left of it, below zero short; zero also where the shift is open or was right.',
  },
});
