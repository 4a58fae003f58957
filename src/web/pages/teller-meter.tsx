import type { MeterState } from '../../kernel/meter-contract.ts';
import type { BlockPosition } from '../../meters/blocks.ts';
import { Form } from '../components/form.tsx';
import { BlockBar, MeterFacts } from '../components/meter-facts.tsx';
import { ReadingFields } from '../components/reading-fields.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import type { DeskRow } from '../teller/lines.ts';

export interface MeterPanelProps {
  readonly row: DeskRow;
  /** Lines with a meter beside this one. */
  readonly others: readonly DeskRow[];
  /** Null where the provider tells no meter now. */
  readonly meter: MeterState | null;
  readonly block: BlockPosition | null;
  readonly problems: FormProblems;
  readonly typed: string;
  /** The value seems impossible: whoever sends it again means it. */
  readonly asks: boolean;
}

/** The meter of a line: where it stands, and a reading that the customer brings along. */
export function MeterPanel({ row, others, meter, block, problems, typed, asks }: MeterPanelProps) {
  const { t } = useFrame();
  const { line, key } = row;
  return (
    <section class="card desk-side" aria-labelledby="meter-title">
      <h2 id="meter-title">{t('meter.title')}</h2>
      <p class="line-account">
        {line.providerName} · <span class="number">{line.accountMasked}</span>
      </p>
      {meter === null ? (
        <p>{t('meter.none', { provider: line.providerName })}</p>
      ) : (
        <>
          <div>
            <MeterFacts meter={meter} />
          </div>
          {block !== null && <BlockBar block={block} unit={meter.unit} currency={line.currency} />}
          <Form action="/teller/reading" class="form">
            <input type="hidden" name="line" value={key} />
            <ReadingFields typed={typed} problems={problems} asks={asks} />
            <button type="submit" class="button main" data-busy={t('action.wait')}>
              {t('meter.send')} <kbd>Enter</kbd>
            </button>
          </Form>
        </>
      )}
      {others.map((other) => (
        <p>
          <a href={`/teller?panel=meter&line=${other.key}`}>
            {t('meter.title')}: {other.line.providerName} {other.line.accountMasked}
          </a>
        </p>
      ))}
    </section>
  );
}
