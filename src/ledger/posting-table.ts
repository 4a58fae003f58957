import { minor } from '../kernel/money.ts';
import { hubOwner, type AccountKind } from './chart.ts';
import {
  acceptanceOf,
  cancellationOf,
  confirmationOf,
  lateSuccessOf,
  rejectionOf,
  refundOf,
  reversalOf,
  type PaymentAmounts,
  type TransferDraft,
} from './transfers.ts';

/** A worked example of every transfer of a payment, from the functions that post it. For docs/ledger.md. */
export interface PostingExample {
  readonly kind: string;
  readonly when: string;
  readonly postings: readonly { readonly account: AccountKind; readonly amount: bigint }[];
}

/** 100.00 to a provider; payer's fee 0.40 + 0.07 VAT, provider's fee 1.00 + 0.18 VAT, commission 0.30. */
const exampleAmounts: PaymentAmounts = {
  paymentId: hubOwner,
  paymentDay: '2026-01-01',
  agentId: hubOwner,
  providerId: hubOwner,
  currency: 'AZN',
  amount: minor(10_000n),
  payerFee: minor(40n),
  payerFeeVat: minor(7n),
  providerFee: minor(100n),
  providerFeeVat: minor(18n),
  providerFeeMode: 'net',
  commission: minor(30n),
};

export function postingExamples(): PostingExample[] {
  const gross: PaymentAmounts = { ...exampleAmounts, providerFeeMode: 'gross' };
  return [
    exampleOf('the hub accepts the payment', acceptanceOf(exampleAmounts)),
    exampleOf('the provider confirms it; its fee is taken out of the payout', confirmationOf(exampleAmounts)),
    exampleOf('the provider confirms it; its fee is invoiced', confirmationOf(gross)),
    exampleOf('the provider refuses it', rejectionOf(exampleAmounts)),
    exampleOf('it is undone before it was sent', reversalOf(exampleAmounts)),
    exampleOf('what the provider refused is given back', refundOf(exampleAmounts)),
    exampleOf(
      'the provider cancels what it had confirmed, or two people give it back later',
      cancellationOf(exampleAmounts),
    ),
    exampleOf('a success is learnt after the rejection', lateSuccessOf(exampleAmounts)),
  ];
}

function exampleOf(when: string, draft: TransferDraft): PostingExample {
  return {
    kind: draft.kind,
    when,
    postings: draft.postings.map((line) => ({ account: line.account.kind, amount: line.amount })),
  };
}
