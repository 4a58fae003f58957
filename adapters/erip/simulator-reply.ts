import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { encodeWindows1251Xml } from '../kit/windows-1251.ts';
import { signatureHeader, signatureOf } from './signature.ts';

export const prolog = '<?xml version="1.0" encoding="windows-1251"?>';

/** An answer in windows-1251 with its signature; a prolog that it has already is kept. */
export function signedReply(xml: string, salt: string): SimulatedReply {
  const body = encodeWindows1251Xml(xml.startsWith('<?xml') ? xml : prolog + xml);
  return {
    status: 200,
    contentType: 'text/xml; charset=windows-1251',
    body,
    headers: { [signatureHeader]: signatureOf(body, salt) },
  };
}
