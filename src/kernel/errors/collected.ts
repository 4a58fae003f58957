import { entries } from './entry.ts';

/** Errors of money that was collected before the hub heard of it. */
export const collectedErrors = entries({
  suspense_decided: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu qəbzin pulu saxlanmada deyil',
      ru: 'Деньги по этой квитанции не лежат на хранении',
      en: 'The money of this receipt is not in suspense',
    },
    action: 'Look the receipt up: it became a payment, was paid out or was assigned. Hand no cash out.',
  },
});
