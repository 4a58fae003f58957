import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { TextField } from './field.tsx';

interface ReadingFieldsProps {
  readonly typed: string;
  readonly problems: FormProblems;
  /** The value seems impossible: whoever sends it again means it. */
  readonly asks: boolean;
}

/** A reading of a meter as it is typed, in the cabinet and at the counter. */
export function ReadingFields({ typed, problems, asks }: ReadingFieldsProps) {
  const { t } = useFrame();
  return (
    <>
      <TextField
        name="value"
        label={t('meter.reading')}
        help={t('meter.reading.help')}
        value={typed}
        problems={problems}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        size="short"
        literal
      />
      {asks && (
        <label class="choice">
          <input type="checkbox" name="confirmed" value="yes" />
          <span>{t('meter.confirm')}</span>
        </label>
      )}
    </>
  );
}
