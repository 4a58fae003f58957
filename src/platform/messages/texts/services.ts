import { texts } from '../texts.ts';

/** The kinds of service that are paid for. */
export const serviceTexts = texts({
  'service.gas': { az: 'Qaz', ru: 'Газ', en: 'Gas' },
  'service.water': { az: 'Su', ru: 'Вода', en: 'Water' },
  'service.power': { az: 'İşıq', ru: 'Электричество', en: 'Electricity' },
  'service.fixed': { az: 'Şəhər telefonu', ru: 'Городской телефон', en: 'Fixed line' },
  'service.mobile': { az: 'Mobil rabitə', ru: 'Мобильная связь', en: 'Mobile' },
  'service.prepaid': { az: 'fakturasız', ru: 'предоплата', en: 'prepaid' },
  'service.postpaid': { az: 'fakturalı', ru: 'по счёту', en: 'postpaid' },
});
