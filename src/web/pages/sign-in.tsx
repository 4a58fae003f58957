import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import { ChoiceField, TextField } from '../components/field.tsx';
import { ErrorSummary, Form, SubmitButton } from '../components/form.tsx';
import { Layout } from '../components/layout.tsx';
import { Notice } from '../components/parts.tsx';
import type { FieldFacts, FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';

interface SignInPageProps {
  readonly uniqueCode: string;
  readonly problems: FormProblems;
  /** Where to go afterwards. */
  readonly place: string | null;
  /** Why one is here, where that is not plain. */
  readonly why: { readonly text: string; readonly good: boolean } | null;
}

export function SignInPage({ uniqueCode, problems, place, why }: SignInPageProps) {
  const { t } = useFrame();
  return (
    <Layout title={t('signIn.title')} failed={problems.whole !== null}>
      <h1>{t('signIn.title')}</h1>
      {why && (
        <Notice sign={why.good ? 'done' : 'info'} answer>
          <p>{why.text}</p>
        </Notice>
      )}
      <ErrorSummary problems={problems} />
      <Form action="/sign-in" class="card pad form">
        <p class="help">{t('signIn.lead')}</p>
        {place !== null && <input type="hidden" name="return" value={place} />}
        <UniqueCodeField value={uniqueCode} problems={problems} />
        <TextField
          name="password"
          label={t('field.password')}
          problems={problems}
          type="password"
          autoComplete="current-password"
        />
        <SubmitButton>{t('action.signIn')}</SubmitButton>
        <p class="links">
          <a href="/password/lost">{t('signIn.forgot')}</a>
          <span>
            {t('signIn.noCode')} <a href="/register">{t('action.register')}</a>
          </span>
        </p>
      </Form>
    </Layout>
  );
}

function UniqueCodeField({ value, problems }: { value: string; problems: FormProblems }) {
  const { t } = useFrame();
  return (
    <TextField
      name="uniqueCode"
      label={t('field.uniqueCode')}
      help={t('field.uniqueCode.help')}
      value={value}
      problems={problems}
      literal
      inputMode="numeric"
      autoComplete="username"
    />
  );
}

export function lostFacts(language: Language): FieldFacts[] {
  const t = translate(language);
  return [
    { name: 'uniqueCode', label: t('field.uniqueCode') },
    { name: 'by', label: t('password.lost.by') },
  ];
}

/** Where a code goes to renew the password. */
export function LostPasswordPage(props: { uniqueCode: string; by: string; problems: FormProblems }) {
  const { t } = useFrame();
  const { uniqueCode, by, problems } = props;
  return (
    <Layout title={t('password.lost')} failed={problems.fields.length > 0}>
      <h1>{t('password.lost')}</h1>
      <p class="lead">{t('password.lost.lead')}</p>
      <ErrorSummary problems={problems} />
      <Form action="/password/lost" class="card pad form">
        <UniqueCodeField value={uniqueCode} problems={problems} />
        <ChoiceField
          name="by"
          legend={t('password.lost.by')}
          chosen={by}
          problems={problems}
          choices={[
            { value: 'sms', label: t('register.confirmBy.sms') },
            { value: 'email', label: t('register.confirmBy.email') },
          ]}
        />
        <SubmitButton>{t('action.sendCode')}</SubmitButton>
        <p class="links">
          <a href="/sign-in">{t('action.back')}</a>
        </p>
      </Form>
    </Layout>
  );
}
