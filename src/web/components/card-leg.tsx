import type { LoadState } from '../../cards/model.ts';
import { useFrame } from '../frame.tsx';
import { Tag, type Tone } from './parts.tsx';

export const cardTones: Readonly<Record<LoadState, Tone>> = {
  paid: 'due',
  issued: 'due',
  'not-loaded': 'late',
  loaded: 'ok',
  confirmed: 'ok',
  voiding: 'off',
  voided: 'off',
};

/** The way of the credit to the card of a prepaid meter: how it stands, and what to do next. Only the agent that took the money writes the card. */
export function CardLeg({ state, agent }: { state: LoadState; agent: string }) {
  const { t } = useFrame();
  return (
    <section class="card pad" aria-labelledby="card-leg">
      <h2 id="card-leg">{t('card.title')}</h2>
      <p>
        <Tag tone={cardTones[state]}>{t(`card.state.${state}`)}</Tag>
      </p>
      <p>{t(`card.meaning.${state}`)}</p>
      <p class="strong">{t(`card.next.${state}`, { agent })}</p>
    </section>
  );
}
