/** States of a payment. `accepted` is final for the payer, `confirmed` for the provider. */
export type PaymentState = 'accepted' | 'sending' | 'unknown' | 'confirmed' | 'rejected' | 'reversed';

export interface Transition {
  readonly from: PaymentState;
  readonly to: PaymentState;
  /** What makes a payment take this step. */
  readonly event: string;
  /** True where the step moves money and therefore goes through the writer lane. */
  readonly posts: boolean;
}

/** The whole state machine. The SQL trigger, the diagram in docs/ and the tests come from it. */
export const transitions: readonly Transition[] = [
  { from: 'accepted', to: 'sending', event: 'claimed for an attempt', posts: false },
  { from: 'accepted', to: 'reversed', event: 'reversal of what was not sent', posts: true },
  { from: 'sending', to: 'accepted', event: 'certain that nothing was sent', posts: false },
  { from: 'sending', to: 'confirmed', event: 'valid success', posts: true },
  { from: 'sending', to: 'rejected', event: 'documented refusal, no earlier attempt unknown', posts: true },
  { from: 'sending', to: 'unknown', event: 'anything else', posts: false },
  { from: 'unknown', to: 'confirmed', event: 'status, callback or registry says so', posts: true },
  { from: 'unknown', to: 'rejected', event: 'status, callback or registry says so', posts: true },
  { from: 'unknown', to: 'sending', event: 'repeat that the adapter declares safe', posts: false },
  { from: 'rejected', to: 'reversed', event: 'refund', posts: true },
  {
    from: 'confirmed',
    to: 'reversed',
    event: 'provider confirms the cancel, same settlement day; later a refund that two people agree to',
    posts: true,
  },
];

export const paymentStates: readonly PaymentState[] = [
  'accepted',
  'sending',
  'unknown',
  'confirmed',
  'rejected',
  'reversed',
];

export function canBecome(from: PaymentState, to: PaymentState): boolean {
  return transitions.some((step) => step.from === from && step.to === to);
}

/** The provider's money is in transit exactly in these states. */
export function isInTransit(state: PaymentState): boolean {
  return state === 'accepted' || state === 'sending' || state === 'unknown';
}
