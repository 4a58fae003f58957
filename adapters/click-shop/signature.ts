import { createHash, timingSafeEqual } from 'node:crypto';

/** The parameters that a signature covers, in the order of the protocol; those of the first step have no prepare id. */
const signed = [
  'click_trans_id',
  'service_id',
  'secret',
  'merchant_trans_id',
  'merchant_prepare_id',
  'amount',
  'action',
  'sign_time',
] as const;

/** `sign_string`: MD5 in hexadecimal, as the protocol has it, over the texts exactly as they are sent. */
export function signatureOf(parameters: URLSearchParams, secret: string): string {
  const text = signed.map((name) => (name === 'secret' ? secret : (parameters.get(name) ?? ''))).join('');
  return createHash('md5').update(text, 'utf8').digest('hex');
}

export function isSigned(parameters: URLSearchParams, secret: string): boolean {
  const [given, due] = [Buffer.from(parameters.get('sign_string') ?? ''), Buffer.from(signatureOf(parameters, secret))];
  return given.length === due.length && timingSafeEqual(given, due);
}
