import type { FaultRule } from '../kit/fault-script.ts';
import type { SimulatedExchange } from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { decodeWindows1251 } from '../kit/windows-1251.ts';
import { signatureHeader, signatureOf } from './signature.ts';
import { prolog, signedReply } from './simulator-reply.ts';

/** What a spoiler may look at beside the answer. */
interface Spoiling {
  readonly target: string;
  readonly operation: string;
}

/** Defects in what the provider says. It signs what it says, so that the signature hides none of them. */
const spoilers: Readonly<Record<string, (xml: string, spoiling: Spoiling) => string>> = {
  'wrong-amount': (xml) => within(xml, '<Amount>99.99</Amount>'),
  'wrong-reference': (xml) => within(xml, '<TransactionId>7700000000000042</TransactionId>'),
  'wrong-request': (xml) => within(xml, '<RequestId>42</RequestId>'),
  'wrong-account': (xml) => beside(xml, '<PersonalAccount>90000042</PersonalAccount>'),
  'wrong-currency': (xml) => beside(xml, '<Currency>840</Currency>'),
  'wrong-transaction': (xml) => within(xml, '<ServiceProvider_TrxId>42</ServiceProvider_TrxId>'),
  'no-transaction': (xml) => xml.replace(/<ServiceProvider_TrxId>[^<]*<\/ServiceProvider_TrxId>/, ''),
  'amount-comma': (xml) => xml.replace(/(<Debt>-?\d+)\./, '$1,'),
  'amount-exponent': (xml) => xml.replace(/<Debt>[^<]*/, '<Debt>1e1'),
  'amount-nested': (xml) => xml.replace(/<Debt>([^<]*)<\/Debt>/, '<Debt><Sum>$1</Sum></Debt>'),
  'another-type': (xml, { operation }) =>
    operation === 'pay'
      ? xml.replaceAll('TransactionStart>', 'TransactionResult>')
      : xml.replaceAll(/(ServiceInfo|TransactionResult)>/g, 'TransactionStart>'),
  'refused-as-well': (xml) => beside(xml, '<Error><ErrorLine>Операция отклонена</ErrorLine></Error>'),
  'refused-in-other-words': () => response('<Error><ErrorLine>Лицевой счёт не найден.</ErrorLine></Error>'),
  'refused-for-another': () =>
    response('<Error><ErrorLine>Лицевой счёт не найден</ErrorLine></Error><PersonalAccount>90000042</PersonalAccount>'),
  'wrong-and-right-amount': (xml) => beside(within(xml, '<Amount>10.45</Amount>'), '<Amount>99.99</Amount>'),
  'refused-without-words': () => response('<Error/>'),
  'says-nothing': () => response(''),
  'granted-twice': (xml) =>
    beside(xml, '<TransactionStart/><TransactionStart/><TransactionResult/><TransactionResult/>'),
  'two-documents': (xml) => xml + response('<Error/>'),
  'upper-case': (xml) => xml.replaceAll('ServiceProvider_Response', 'SERVICEPROVIDER_RESPONSE'),
  'default-namespace': (xml) => xml.replace('<ServiceProvider_Response>', '<ServiceProvider_Response xmlns="urn:x">'),
  'says-utf-8': (xml) => xml.replace('windows-1251', 'UTF-8'),
  'says-koi8-r': (xml) => xml.replace('windows-1251', 'koi8-r'),
  'plain-prolog': (xml) => xml.replace(prolog, '<?xml version="1.0"?>'),
  doctype: (xml) => declared(xml, '<!DOCTYPE ServiceProvider_Response>'),
  'external-entity': (xml, { target }) =>
    beside(declared(xml, `<!DOCTYPE r [<!ENTITY x SYSTEM "${target}">]>`), '<Note>&x;</Note>'),
  'external-dtd': (xml, { target }) => declared(xml, `<!DOCTYPE ServiceProvider_Response SYSTEM "${target}">`),
  'undeclared-entity': (xml) => beside(xml, '<Note>&x;</Note>'),
  'personal-text': (xml) => within(xml, '<Note>CANARY Əliyeva Günay 0501234567 AZE12345678</Note>'),
};

/** Defects of the signature itself. */
const signatureSpoilers: Readonly<Record<string, (signature: string, body: Uint8Array) => string>> = {
  'no-signature': () => '',
  'wrong-salt': (_, body) => signatureOf(body, 'another-salt-9876543210'),
  'no-scheme': (signature) => signature.replace('SALT+MD5: ', ''),
  'cut-signature': (signature) => signature.slice(0, -1),
  'capital-signature': (signature) => signature.replace(/[0-9a-f]{32}$/, (digits) => digits.toUpperCase()),
};

/** Every defect by name; what the provider does comes first, and `simulator.ts` acts on it. */
export const eripBehaviours: readonly string[] = [
  'answers-temporary',
  'answers-pending',
  'refuses-payments',
  'confirm-is-refused',
  'apply-then-refuse',
  'double-credit',
  'text-html',
  'unassigned-byte',
  'changed-after-signing',
  ...Object.keys(spoilers),
  ...Object.keys(signatureSpoilers),
];

export function spoil(reply: SimulatedReply, rule: FaultRule, exchange: SimulatedExchange): SimulatedReply {
  const salt = exchange.provider.options.secret ?? '';
  const body = Buffer.from(reply.body);
  const change = Object.hasOwn(spoilers, rule.fault) ? spoilers[rule.fault] : undefined;
  if (change) {
    const spoiling = { target: rule.target ?? 'file:///etc/hostname', operation: exchange.operation };
    return signedReply(change(decodeWindows1251(body) ?? '', spoiling), salt);
  }
  if (rule.fault === 'text-html') return { ...reply, contentType: 'text/html' };
  if (rule.fault === 'changed-after-signing') return { ...reply, body: Buffer.concat([body, Buffer.from(' ')]) };
  if (rule.fault === 'unassigned-byte') return resigned(reply, Buffer.concat([body, Buffer.of(0x98)]), salt);
  const sign = Object.hasOwn(signatureSpoilers, rule.fault) ? signatureSpoilers[rule.fault] : undefined;
  if (!sign) return reply;
  const signature = sign(reply.headers?.[signatureHeader] ?? '', body);
  return { ...reply, headers: signature === '' ? {} : { [signatureHeader]: signature } };
}

function resigned(reply: SimulatedReply, body: Uint8Array, salt: string): SimulatedReply {
  return { ...reply, body, headers: { [signatureHeader]: signatureOf(body, salt) } };
}

function response(content: string): string {
  return `<ServiceProvider_Response>${content}</ServiceProvider_Response>`;
}

/** Adds an element to the one that answers, whichever of the three it is. */
function within(xml: string, added: string): string {
  return xml.replace(/<\/(ServiceInfo|TransactionStart|TransactionResult)>/, `${added}</$1>`);
}

/** Adds an element beside the one that answers. */
function beside(xml: string, added: string): string {
  return xml.replace('</ServiceProvider_Response>', `${added}</ServiceProvider_Response>`);
}

function declared(xml: string, doctype: string): string {
  return xml.replace('<ServiceProvider_Response>', `${doctype}<ServiceProvider_Response>`);
}
