/** What the rest of the hub may ask of this noun. */
import type { Language } from '../platform/messages/language.ts';
import type { BlockPosition } from '../meters/blocks.ts';
import type { PaymentView } from '../payments/model.ts';
import type { ToldAtQuote } from '../payments/told.ts';

export type ReceiptLayout = 'a4' | 'roll80';

/** What the provider had told when the payment was quoted, and where the meter then stood in its tariff. */
export interface KnownAtQuote extends ToldAtQuote {
  readonly block: BlockPosition | null;
}

/** A receipt with its names, as JSON shows it. Amounts are minor units. */
export interface ReceiptView {
  readonly payment: PaymentView;
  readonly agentName: string;
  readonly outletName: string | null;
  readonly outletAddress: string | null;
  readonly tellerCode: string | null;
  /** Name the provider bore on the day of acceptance. */
  readonly providerName: string;
  readonly service: string;
  /** Null where the provider told nothing but the debt. */
  readonly known: KnownAtQuote | null;
  /** Public address that proves the receipt. */
  readonly verifyUrl: string;
}

export interface ReceiptService {
  view(payment: PaymentView, language: Language): Promise<ReceiptView>;
  /** The same receipt however often it is asked for; its state is as of now. */
  pdf(payment: PaymentView, language: Language, layout: ReceiptLayout): Promise<Buffer>;
}
