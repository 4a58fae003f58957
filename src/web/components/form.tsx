import type { ComponentChildren } from 'preact';
import { useFrame } from '../frame.tsx';
import type { FormProblems } from '../form-problems.ts';
import { SignIcon } from './icons.tsx';

/** Proves that the form was sent from a page of the cabinet. */
export function CsrfField() {
  return <input type="hidden" name="_csrf" value={useFrame().csrfToken} />;
}

interface FormProps {
  readonly action: string;
  readonly id?: string;
  readonly class?: string;
  /** True where the answer is a file and this page stays open. */
  readonly download?: boolean;
  readonly children: ComponentChildren;
}

/** A form that changes something. The browser's own complaints are off: ours name the field in the page's language. */
export function Form({ action, children, download = false, ...rest }: FormProps) {
  return (
    <form method="post" action={action} novalidate data-once={download ? 'download' : 'page'} {...rest}>
      <CsrfField />
      {children}
    </form>
  );
}

/** Everything that is wrong, on top, each with a way to its field. Takes the focus when the page opens. */
export function ErrorSummary({ problems }: { problems: FormProblems }) {
  const { t } = useFrame();
  if (problems.fields.length === 0 && problems.whole === null) return null;
  return (
    <div class="summary-of-errors" role="alert" tabindex={-1} autofocus>
      <SignIcon sign="problem" />
      <div>
        {problems.whole && (
          <>
            <h2>{problems.whole.title}</h2>
            <p>{problems.whole.advice}</p>
          </>
        )}
        {problems.fields.length > 0 && (
          <>
            <h2>{t('form.errors.title', { count: problems.fields.length })}</h2>
            <ul>
              {problems.fields.map((problem) => (
                <li>
                  <a href={`#${problem.id}`}>
                    {t('form.errors.item', { field: problem.label, problem: problem.text })}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly kind?: 'main' | 'quiet' | 'danger';
  readonly name?: string;
  readonly value?: string;
  /** The form it belongs to, when it stands outside of it. */
  readonly form?: string;
  readonly describedBy?: string;
}

/** Sends its form once: a second press does nothing, and the button says that one has to wait. */
export function SubmitButton({ children, kind = 'main', describedBy, ...rest }: ButtonProps) {
  const { t } = useFrame();
  return (
    <button
      type="submit"
      class={`button ${kind}`}
      data-busy={t('action.wait')}
      aria-describedby={describedBy}
      {...rest}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink(props: { href: string; kind?: 'main' | 'quiet'; children: ComponentChildren }) {
  return (
    <a class={`button ${props.kind ?? 'main'}`} href={props.href}>
      {props.children}
    </a>
  );
}

/** A button that only the script can make work; it is not there without it. */
export function PrintButton() {
  const { t } = useFrame();
  return (
    <button type="button" class="button quiet" data-print hidden>
      {t('action.print')}
    </button>
  );
}
