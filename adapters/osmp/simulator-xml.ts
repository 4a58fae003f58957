import { formatAmount } from '../../src/kernel/money.ts';
import { escapeXml } from '../../src/kernel/xml-text.ts';
import { writtenTime } from './date-format.ts';
import { fieldsOf, type ResponseParts } from './simulated-dialect.ts';
import type { AnswerNames } from './wire.ts';

/** How a dialect writes its answers in XML. */
export interface XmlStyle {
  readonly names: AnswerNames;
  readonly comment: string;
  readonly debtName: 'DEBT' | 'BALANCE';
  /** Element with the instant of booking, on the clocks of a time zone. */
  readonly bookingDate?: { readonly name: string; readonly timeZone: string };
}

export function xmlRenderer({ names, comment, debtName, bookingDate }: XmlStyle): (parts: ResponseParts) => string {
  return (parts) => {
    const currency = parts.currency ?? 'AZN';
    const fields = parts.account ? fieldsOf(parts.account, currency, debtName) : [];
    const elements = [
      element(names.reference, parts.reference),
      element(names.transaction, parts.transaction),
      element(names.sum, parts.sum === undefined ? undefined : formatAmount(parts.sum, currency)),
      element(
        bookingDate?.name,
        bookingDate && parts.bookedAt && writtenTime(parts.bookedAt, bookingDate.timeZone, 'dotted'),
      ),
      element(names.result, parts.result),
      element(comment, parts.comment),
      ...(names.fields === 'flat' ? fields.map(([name, value]) => element(name, value)) : [namedFields(fields)]),
    ];
    return `<?xml version="1.0" encoding="UTF-8"?>\n<response>${elements.join('')}</response>`;
  };
}

function namedFields(fields: readonly (readonly [string, string])[]): string {
  const rendered = fields.map(
    ([name, value], index) => `<field${index + 1} name="${escapeXml(name)}">${escapeXml(value)}</field${index + 1}>`,
  );
  return fields.length === 0 ? '' : `<fields>${rendered.join('')}</fields>`;
}

/** Nothing for an element that the dialect does not have, or that has nothing to say. */
function element(name: string | undefined, text: string | undefined): string {
  return name === undefined || text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
}
