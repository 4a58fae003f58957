import type { Spoiler } from './simulated-dialect.ts';
import type { XmlStyle } from './simulator-xml.ts';

/** Defects in what the biller does; `simulator.ts` acts on them by name. */
export const osmpBehaviours: readonly string[] = [
  'answers-temporary',
  'answers-pending',
  'refuses-payments',
  'refuses-cancel',
  'apply-then-refuse',
  'repeat-is-refused',
  'repeat-says-booked',
  'repeat-echoes-new-sum',
  'double-credit',
  'credits-on-check',
  'status-denies',
  'text-html',
];

/** Defects in what the biller says, worked into an answer in XML that was right. */
export function xmlSpoilers({ names, comment, bookingDate }: XmlStyle): Readonly<Record<string, Spoiler>> {
  const { result, sum, reference, account, transaction } = names;
  const values = [reference, transaction, sum, result].filter((name) => name !== undefined).join('|');
  return {
    'wrong-amount': (xml) => xml.replace(new RegExp(`<${sum}>\\d+`), (found) => `${found}1`),
    'no-amount': (xml) => without(xml, sum),
    'amount-comma': (xml) => xml.replace(new RegExp(`(<${sum}>\\d+)\\.`), '$1,'),
    'wrong-reference': (xml) => inserted(without(xml, reference), reference, '7700000000000042'),
    'wrong-account': (xml) => inserted(xml, account, '90000042'),
    'empty-reference': (xml) => replaced(xml, reference, ''),
    'no-reference': (xml) => without(xml, reference),
    'no-transaction': (xml) => without(xml, transaction),
    whitespace: (xml) => xml.replace(new RegExp(`>([^<]*)</(${values})>`, 'g'), '>\r\n\t $1 \n</$2>'),
    'plain-prolog': (xml) => xml.replace(/<\?xml[^>]*\?>/, '<?xml version="1.0"?>'),
    'other-encoding': (xml) => xml.replace('UTF-8', 'windows-1251'),
    'duplicate-result': (xml) => xml.replace('</response>', `<${result}>0</${result}></response>`),
    'duplicate-result-first': (xml) => xml.replace('<response>', `<response><${result}>300</${result}>`),
    'two-responses': (xml) => `${xml}<response><${result}>300</${result}></response>`,
    'upper-case': (xml) =>
      xml.replaceAll('response>', 'RESPONSE>').replaceAll(`${result}>`, `${result.toUpperCase()}>`),
    'other-case-result': (xml) => xml.replaceAll(`${result}>`, `${otherCase(result)}>`),
    'default-namespace': (xml) => xml.replace('<response>', '<response xmlns="urn:another">'),
    'prefixed-namespace': (xml) =>
      xml.replace('<response>', '<o:response xmlns:o="urn:another">').replace('</response>', '</o:response>'),
    'result-00': (xml) => replaced(xml, result, '00'),
    'result-blank': (xml) => replaced(xml, result, '0 '),
    'result-hex': (xml) => replaced(xml, result, '0x0'),
    'result-null': (xml) => replaced(xml, result, 'null'),
    'result-quoted': (xml) => replaced(xml, result, '"0"'),
    'result-empty': (xml) => replaced(xml, result, ''),
    'result-nested': (xml) => replaced(xml, result, '<inner>0</inner>'),
    'no-result': (xml) => without(xml, result),
    'unknown-code': (xml) => replaced(xml, result, '777'),
    ...(bookingDate ? dateSpoilers(bookingDate.name) : {}),
    ...entitySpoilers(comment),
    'personal-comment': (xml) => replaced(xml, comment, 'CANARY Əliyeva Günay 0501234567 AZE12345678'),
  };
}

function dateSpoilers(name: string): Readonly<Record<string, Spoiler>> {
  return {
    'booked-long-ago': (xml) => replaced(xml, name, '20.11.2001_12:15:30'),
    'booked-in-the-future': (xml) => replaced(xml, name, '20.11.2099_12:15:30'),
    'booked-on-no-day': (xml) => replaced(xml, name, '31.11.2026_12:15:30'),
    'booked-in-another-form': (xml) => replaced(xml, name, '2026-11-20T12:15:30'),
    'booked-never': (xml) => without(xml, name),
  };
}

function entitySpoilers(comment: string): Readonly<Record<string, Spoiler>> {
  const withEntity = (xml: string): string => replaced(xml, comment, '&x;');
  return {
    doctype: (xml) => declared(xml, '<!DOCTYPE response>'),
    'external-entity': (xml, { rule }) =>
      withEntity(declared(xml, `<!DOCTYPE response [<!ENTITY x SYSTEM "${rule.target ?? 'file:///etc/hostname'}">]>`)),
    'external-dtd': (xml, { rule }) =>
      declared(xml, `<!DOCTYPE response SYSTEM "${rule.target ?? 'file:///etc/hostname'}">`),
    'parameter-entity': (xml, { rule }) =>
      declared(xml, `<!DOCTYPE response [<!ENTITY % x SYSTEM "${rule.target ?? 'file:///etc/hostname'}"> %x;]>`),
    'entity-bomb': (xml) => withEntity(declared(xml, bomb())),
    'undeclared-entity': withEntity,
  };
}

/** `result` becomes `Result`, `CODE` becomes `cODE`. */
function otherCase(name: string): string {
  const first = name.charAt(0);
  return (first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase()) + name.slice(1);
}

function replaced(xml: string, name: string | undefined, text: string): string {
  return xml.replace(new RegExp(`<${name}>[^<]*</${name}>`), `<${name}>${text}</${name}>`);
}

function inserted(xml: string, name: string | undefined, text: string): string {
  return xml.replace('</response>', `<${name}>${text}</${name}></response>`);
}

function without(xml: string, name: string | undefined): string {
  return xml.replace(new RegExp(`<${name}>[^<]*</${name}>`), '');
}

function declared(xml: string, doctype: string): string {
  return xml.replace('<response>', `${doctype}<response>`);
}

/** Nine levels of ten: a thousand million words when it is expanded. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const below = level === 0 ? 'vahid' : `&e${level - 1};`.repeat(10);
    return `<!ENTITY e${level} "${below}">`;
  });
  return `<!DOCTYPE response [${levels.join('')}<!ENTITY x "&e8;">]>`;
}
