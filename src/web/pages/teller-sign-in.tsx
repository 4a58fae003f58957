import { TextField } from '../components/field.tsx';
import { ErrorSummary, Form, SubmitButton } from '../components/form.tsx';
import { Notice } from '../components/parts.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { DeskLayout } from './teller-frame.tsx';

export interface TellerDraft {
  readonly agentCode: string;
  readonly outletCode: string;
  readonly tellerCode: string;
}

interface TellerSignInProps {
  readonly draft: TellerDraft;
  readonly problems: FormProblems;
  readonly why: string | null;
}

/** Who works here, by the teller's own password. */
export function TellerSignInPage({ draft, problems, why }: TellerSignInProps) {
  const { t } = useFrame();
  return (
    <DeskLayout counter={null} shift={null} failed={problems.whole !== null}>
      <main id="main" class="page narrow" tabindex={-1}>
        <h1>{t('teller.signIn')}</h1>
        {why !== null && (
          <Notice answer>
            <p>{why}</p>
          </Notice>
        )}
        <ErrorSummary problems={problems} />
        <Form action="/teller/sign-in" class="card pad form">
          <p class="help">{t('teller.signIn.lead')}</p>
          {(['agentCode', 'outletCode', 'tellerCode'] as const).map((name) => (
            <TextField
              name={name}
              label={t(`teller.${name}`)}
              value={draft[name]}
              problems={problems}
              literal
              size="medium"
              autoComplete="off"
            />
          ))}
          <TextField
            name="password"
            label={t('field.password')}
            problems={problems}
            type="password"
            autoComplete="current-password"
          />
          <SubmitButton>{t('action.signIn')}</SubmitButton>
        </Form>
      </main>
    </DeskLayout>
  );
}
