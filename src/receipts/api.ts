/** What the rest of the hub may ask of this noun. */
import type { Language } from '../platform/messages/language.ts';
import type { PaymentView } from '../payments/model.ts';

export type ReceiptLayout = 'a4' | 'roll80';

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
  /** Public address that proves the receipt. */
  readonly verifyUrl: string;
}

export interface ReceiptService {
  view(payment: PaymentView, language: Language): Promise<ReceiptView>;
  /** The same receipt however often it is asked for; its state is as of now. */
  pdf(payment: PaymentView, language: Language, layout: ReceiptLayout): Promise<Buffer>;
}
