import { stringify } from 'csv-stringify/sync';
import { present } from '../../src/kernel/assert.ts';
import { businessDateOf } from '../../src/kernel/business-date.ts';
import type { OutgoingPayment } from '../../src/kernel/provider-files.ts';
import { encodeWindows1251 } from '../kit/windows-1251.ts';
import type { TableLayout } from './layout.ts';
import { writeAmountCell, writeDateCell } from './values.ts';

/** Writes a payment registry: the same payments make the same bytes. */
export function writePaymentFile(layout: TableLayout, payments: readonly OutgoingPayment[]): Uint8Array {
  const headings = [...layout.columns.values()];
  const sum = payments.reduce((total, payment) => total + payment.amount, 0n);
  const rows = [
    ...(layout.headerLines > 0 ? [headings] : []),
    ...payments.map((payment, index) =>
      [...layout.columns.keys()].map((name) => cellOf(name, { payment, index, layout })),
    ),
    ...(layout.trailer
      ? [
          [
            layout.trailer.mark,
            ...layout.trailer.cells.map((name) =>
              name === 'count' ? String(payments.length) : name === 'sum' ? writeAmountCell(sum, layout) : '',
            ),
          ],
        ]
      : []),
  ];
  const text = stringify(rows, { delimiter: layout.delimiter, record_delimiter: '\r\n' });
  if (layout.encoding === 'utf-8') return Buffer.from(text, 'utf8');
  return present(encodeWindows1251(text), 'a byte for each character of a payment registry');
}

function cellOf(
  name: string,
  {
    payment,
    index,
    layout,
  }: { readonly payment: OutgoingPayment; readonly index: number; readonly layout: TableLayout },
): string {
  switch (name) {
    case 'line':
      return String(index + 1);
    case 'reference':
      return payment.reference;
    case 'account':
      return payment.account;
    case 'amount':
      return writeAmountCell(payment.amount, layout);
    case 'currency':
      return layout.currency;
    case 'date':
      return writeDateCell(businessDateOf(payment.acceptedAt), layout.dateFormat);
    default:
      return timeOf(payment.acceptedAt);
  }
}

let clockFace: Intl.DateTimeFormat | undefined;

/** The time of day in Baku, `HH:MM:SS`. */
function timeOf(instant: Date): string {
  clockFace ??= new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Baku', timeStyle: 'medium' });
  return clockFace.format(instant);
}
