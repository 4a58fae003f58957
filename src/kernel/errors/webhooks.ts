import { entries } from './entry.ts';

/** Errors of webhooks. */
export const webhookErrors = entries({
  endpoint_not_allowed: {
    status: 422,
    retryable: false,
    title: {
      az: 'Bu ünvana müraciət edilə bilməz',
      ru: 'По этому адресу обращаться нельзя',
      en: 'This address may not be called',
    },
    action: 'Name an https address on the public internet, without user and fragment.',
  },
  too_many_webhooks: {
    status: 409,
    retryable: false,
    title: {
      az: 'Agentin artıq 10 ünvanı var',
      ru: 'У агента уже 10 адресов',
      en: 'The agent has 10 webhooks already',
    },
    action: 'Remove one that is no longer needed.',
  },
});
