import { TextField } from '../components/field.tsx';
import { CsrfField } from '../components/form.tsx';
import { cardTones } from '../components/card-leg.tsx';
import { Tag } from '../components/parts.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { type CardLegView, hasStep } from '../teller/card-legs.ts';

interface CardLegsProps {
  readonly legs: readonly CardLegView[];
  readonly problems: FormProblems;
}

/** The cards of the payments that stand here. One of them is worked on at a time: the first that has a step to do. */
export function CardLegs({ legs, problems }: CardLegsProps) {
  const current = legs.find(hasStep);
  return (
    <>
      {legs.map((leg) => (
        <CardLegItem leg={leg} isCurrent={leg === current} problems={problems} isWhole />
      ))}
    </>
  );
}

interface CardLegItemProps {
  readonly leg: CardLegView;
  readonly isCurrent: boolean;
  readonly problems: FormProblems;
  /** False where only this part of an open page is drawn anew: the cursor stays where the teller has it. */
  readonly isWhole: boolean;
}

/** How the credit of one payment stands, and the step that comes next. */
export function CardLegItem({ leg, isCurrent, problems, isWhole }: CardLegItemProps) {
  const { t } = useFrame();
  const { paymentId, state, account, card } = leg;
  const id = `card-${paymentId}`;
  const isWaiting = state === 'waiting';
  return (
    <section
      id={id}
      class="desk-card"
      data-open={isWaiting || hasStep(leg) ? 'yes' : undefined}
      aria-labelledby={`${id}-title`}
      hx-get={isWaiting ? `/teller/card/${paymentId}` : undefined}
      hx-trigger={isWaiting ? 'every 2s' : undefined}
      hx-swap={isWaiting ? 'outerHTML' : undefined}
    >
      <h3 id={`${id}-title`}>
        {t('card.title')} <span class="number quiet-text">{account}</span>
      </h3>
      <p role="status">
        <StateTag state={state} />
        {card !== null && state !== 'paid' && <span class="number"> {card}</span>}
      </p>
      {isWaiting && <p>{t('teller.card.waiting.text')}</p>}
      {state === 'refused' && <p>{t('teller.card.payment.refused.text')}</p>}
      {state === 'confirmed' && <p>{t('card.next.confirmed')}</p>}
      {state === 'loaded' && <p>{t('card.meaning.loaded')}</p>}
      {isCurrent && <NextStep leg={leg} problems={problems} isWhole={isWhole} />}
    </section>
  );
}

function StateTag({ state }: Pick<CardLegView, 'state'>) {
  const { t } = useFrame();
  if (state === 'waiting') return <Tag tone="off">{t('teller.card.waiting')}</Tag>;
  if (state === 'refused') return <Tag tone="late">{t('teller.card.payment.refused')}</Tag>;
  return <Tag tone={cardTones[state]}>{t(`card.state.${state}`)}</Tag>;
}

function NextStep({ leg, problems, isWhole }: Pick<CardLegItemProps, 'leg' | 'problems' | 'isWhole'>) {
  const { t } = useFrame();
  const { paymentId, state, attempt, credit, writeBefore } = leg;
  return (
    <form method="post" action="/teller/card" class="form" novalidate data-once="page">
      <CsrfField />
      <input type="hidden" name="payment" value={paymentId} />
      {attempt !== null && <input type="hidden" name="attempt" value={attempt} />}
      {state === 'paid' && (
        <>
          <TextField
            name="card"
            label={t('teller.card.number')}
            help={t('teller.card.number.help')}
            problems={problems}
            autoComplete="off"
            maxLength={40}
            literal
          />
          <StepButton step="issue" words={t('teller.card.issue')} keys={['Enter']} />
        </>
      )}
      {state === 'not-loaded' && (
        <>
          <p>{t('teller.card.failed')}</p>
          <StepButton id="card-step" step="issue" words={t('teller.card.again')} keys={['Enter']} focus={isWhole} />
        </>
      )}
      {state === 'issued' && (
        <>
          <p>
            {t('teller.card.credit')}
            {writeBefore !== null && ` · ${t('teller.card.before', { time: writeBefore })}`}
          </p>
          {/* Not the button: the Enter that asked for the credit, pressed twice, would say that the card is written. */}
          <p class="desk-sheet number" tabindex={-1} autofocus={isWhole}>
            {credit}
          </p>
          <StepButton id="card-step" step="written" words={t('teller.card.written')} keys={['F3', 'Enter']} />
          <button type="submit" class="button quiet" name="step" value="not-written" data-busy={t('action.wait')}>
            {t('teller.card.notWritten')}
          </button>
        </>
      )}
    </form>
  );
}

interface StepButtonProps {
  /** Where F3 leads. */
  readonly id?: string;
  readonly step: string;
  readonly words: string;
  readonly keys: readonly string[];
  readonly focus?: boolean;
}

/** The one way on, and the keys that take it. */
function StepButton({ id, step, words, keys, focus = false }: StepButtonProps) {
  const { t } = useFrame();
  return (
    <button
      type="submit"
      class="button main"
      id={id}
      name="step"
      value={step}
      data-busy={t('action.wait')}
      autofocus={focus}
    >
      {words}
      {keys.map((key) => (
        <>
          {' '}
          <kbd>{key}</kbd>
        </>
      ))}
    </button>
  );
}
