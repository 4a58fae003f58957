import { describeLegs, type LegTone } from '../../platform/messages/legs.ts';
import type { ReceiptView } from '../../receipts/api.ts';
import { useFrame } from '../frame.tsx';
import { type Sign, SignIcon } from './icons.tsx';

const signs: Readonly<Record<LegTone, Sign>> = {
  done: 'done',
  waiting: 'waiting',
  problem: 'problem',
  undone: 'undone',
};

/** Both legs of a payment: where the money was taken, and what the provider said. */
export function Legs({ receipt }: { receipt: ReceiptView }) {
  const { language, now } = useFrame();
  const { payment } = receipt;
  const decidedAs = (state: typeof payment.state) => (payment.state === state ? payment.decidedAt : null);
  const legs = describeLegs(
    language,
    {
      state: payment.state,
      acceptedAt: payment.acceptedAt,
      place: placeOf(receipt),
      providerName: receipt.providerName,
      confirmedAt: decidedAs('confirmed'),
      providerTransaction: payment.providerTransaction,
      reversedAt: decidedAs('reversed'),
    },
    now,
  );
  return (
    <ul class="legs">
      {legs.map((leg) => (
        <li>
          <SignIcon sign={signs[leg.tone]} />
          <span>{leg.text}</span>
        </li>
      ))}
    </ul>
  );
}

/** Agent and outlet; many an outlet bears its agent's name already. */
function placeOf({ agentName, outletName }: ReceiptView): string {
  if (outletName === null) return agentName;
  return outletName.startsWith(agentName) ? outletName : `${agentName}, ${outletName}`;
}
