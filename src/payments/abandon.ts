import type { BasketAnswer } from './answers.ts';
import { answerUnder, type StoredKey } from './accept.ts';
import type { AbandonKey } from './commands.ts';
import { decided, type Decision } from './effects.ts';

export type AbandonOutcome =
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'exists'; readonly answer: BasketAnswer }
  /** The key stands for a basket with cash, whose lines have keys of their own. */
  | { readonly kind: 'basket' };

/** After this, either the key can never be accepted, or the payment that it made is in hand. */
export function decideAbandon(stored: StoredKey | null, command: AbandonKey): Decision<AbandonOutcome> {
  if (stored?.status === 'basket') return decided({ kind: 'basket' });
  const answer = stored && answerUnder(stored);
  if (answer) return decided({ kind: 'exists', answer });
  if (stored) return decided({ kind: 'abandoned' });
  return decided(
    { kind: 'abandoned' },
    {
      keys: [
        {
          agentId: command.agentId,
          clientKey: command.key,
          requestHash: '',
          status: 'abandoned',
          answer: { status: 'abandoned', ...(command.movedTo === undefined ? {} : { movedTo: command.movedTo }) },
          basketId: null,
        },
      ],
    },
  );
}
