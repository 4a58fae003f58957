import { texts } from '../texts.ts';

/** The pages of the virtual cabinet. */
export const cabinetTexts = texts({
  'cabinet.title': { az: 'Virtual kabinet', ru: 'Личный кабинет', en: 'Your cabinet' },
  'cabinet.greeting': { az: 'Salam, {name}', ru: 'Здравствуйте, {name}', en: 'Hello, {name}' },
  'cabinet.lastPayment': { az: 'Son ödəniş', ru: 'Последний платёж', en: 'Last payment' },
  'cabinet.history': { az: 'Ödənişlər', ru: 'Платежи', en: 'Payments' },
  'cabinet.accounts': { az: 'Hesablarım', ru: 'Мои счета', en: 'My accounts' },
});
