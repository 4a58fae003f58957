import type { Receipt } from './receipt.ts';
import { renderReceiptA4 } from './receipt-a4.ts';
import { renderReceiptRoll } from './receipt-roll.ts';

/** Paper a receipt is printed on: a sheet, or the 80 mm roll of a till. */
export type ReceiptLayout = 'a4' | 'roll80';

/** The receipt as a PDF on the given paper. Same data, same bytes. */
export async function renderReceipt(receipt: Receipt, layout: ReceiptLayout): Promise<Buffer> {
  return layout === 'a4' ? renderReceiptA4(receipt) : renderReceiptRoll(receipt);
}
