import type { ComponentChildren } from 'preact';
import { useFrame } from '../frame.tsx';
import { type FieldProblemText, type FormProblems, fieldId } from '../form-problems.ts';

interface FieldFrameProps {
  readonly id: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly optional?: boolean;
  readonly problem: FieldProblemText | undefined;
  readonly children: ComponentChildren;
}

function FieldFrame({ id, label, help, optional = false, problem, children }: FieldFrameProps) {
  const { t } = useFrame();
  return (
    <div class={problem ? 'field wrong' : 'field'}>
      <label for={id}>
        {label}
        {optional && <span class="optional"> ({t('field.optional')})</span>}
      </label>
      {help !== undefined && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem.text}
        </p>
      )}
      {children}
    </div>
  );
}

/** Ids of the texts that describe a field, for `aria-describedby`. */
function describedBy(id: string, help: string | undefined, problem: FieldProblemText | undefined): string | undefined {
  const ids = [...(help === undefined ? [] : [`${id}-help`]), ...(problem ? [`${id}-problem`] : [])];
  return ids.length > 0 ? ids.join(' ') : undefined;
}

export interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly problems: FormProblems;
  readonly value?: string | undefined;
  readonly help?: string | undefined;
  /** `either` where one of several fields is enough: then none of them is marked. */
  readonly optional?: boolean | 'either';
  readonly type?: 'text' | 'tel' | 'email' | 'password';
  readonly inputMode?: 'numeric' | 'decimal';
  readonly autoComplete?: string;
  readonly maxLength?: number;
  /** True for codes and numbers, which no browser should put into capitals or correct. */
  readonly literal?: boolean;
  readonly size?: 'short' | 'medium';
}

/** One line to type into, with its label, help and what is wrong with it. */
export function TextField(props: TextFieldProps) {
  const { name, label, problems, value, help, optional = false, type = 'text', literal = false, size } = props;
  const { t } = useFrame();
  const id = fieldId(name);
  const problem = problems.of(name);
  // Preact's types want to know each type of input by itself; all of these take the same attributes.
  const inputType: Readonly<Record<string, string>> = { type };
  const input = (
    <input
      id={id}
      name={name}
      {...inputType}
      value={value}
      class={size}
      inputmode={props.inputMode}
      autocomplete={props.autoComplete}
      maxlength={props.maxLength}
      autocapitalize={literal ? 'off' : undefined}
      autocorrect={literal ? 'off' : undefined}
      spellcheck={literal ? false : undefined}
      aria-required={optional === false ? true : undefined}
      aria-invalid={problem ? true : undefined}
      aria-describedby={describedBy(id, help, problem)}
    />
  );
  return (
    <FieldFrame id={id} label={label} help={help} optional={optional === true} problem={problem}>
      {type === 'password' ? (
        <div class="with-button">
          {input}
          <button
            type="button"
            class="reveal"
            data-reveal={id}
            data-hide={t('password.hide')}
            aria-controls={id}
            aria-label={`${t('password.show')}: ${label}`}
            hidden
          >
            {t('password.show')}
          </button>
        </div>
      ) : (
        input
      )}
    </FieldFrame>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly lang?: string;
}

interface ChoiceFieldProps {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | undefined;
  readonly problems: FormProblems;
}

/** One of a few, all of them in sight. */
export function ChoiceField({ name, legend, choices, chosen, problems }: ChoiceFieldProps) {
  const problem = problems.of(name);
  const id = fieldId(name);
  return (
    <fieldset class={problem ? 'choices wrong' : 'choices'} id={id} tabindex={-1}>
      <legend>{legend}</legend>
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem.text}
        </p>
      )}
      <div class="choice-row">
        {choices.map((choice) => (
          <label class="choice">
            <input type="radio" name={name} value={choice.value} checked={choice.value === chosen} />
            <span lang={choice.lang}>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface CheckFieldProps {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly problems: FormProblems;
}

export function CheckField({ name, label, checked, problems }: CheckFieldProps) {
  const problem = problems.of(name);
  const id = fieldId(name);
  return (
    <div class={problem ? 'field wrong' : 'field'}>
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem.text}
        </p>
      )}
      <label class="choice" for={id}>
        <input
          id={id}
          type="checkbox"
          name={name}
          value="yes"
          checked={checked}
          aria-invalid={problem ? true : undefined}
          aria-describedby={describedBy(id, undefined, problem)}
        />
        <span>{label}</span>
      </label>
    </div>
  );
}
