import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import { TextField } from '../components/field.tsx';
import { ErrorSummary, Form, SubmitButton } from '../components/form.tsx';
import { Layout } from '../components/layout.tsx';
import type { FieldFacts, FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';

export function passwordFacts(language: Language, first: boolean): FieldFacts[] {
  const t = translate(language);
  return [
    { name: 'currentPassword', label: first ? t('field.initialPassword') : t('field.currentPassword') },
    ...newPasswordFacts(language),
  ];
}

export function renewalFacts(language: Language): FieldFacts[] {
  const code = { name: 'code', label: translate(language)('field.confirmationCode') };
  return [code, ...newPasswordFacts(language)];
}

function newPasswordFacts(language: Language): FieldFacts[] {
  const t = translate(language);
  return [
    { name: 'newPassword', label: t('field.newPassword'), maxLength: 128 },
    { name: 'repeatPassword', label: t('field.repeatPassword') },
  ];
}

/** A new password, typed twice. */
function NewPasswordFields({ problems }: { problems: FormProblems }) {
  const { t } = useFrame();
  return (
    <>
      <TextField
        name="newPassword"
        label={t('field.newPassword')}
        help={t('field.password.help')}
        problems={problems}
        type="password"
        autoComplete="new-password"
      />
      <TextField
        name="repeatPassword"
        label={t('field.repeatPassword')}
        problems={problems}
        type="password"
        autoComplete="new-password"
      />
    </>
  );
}

/** The change of the password; the first time it is all that the cabinet shows. */
export function PasswordPage({ first, problems }: { first: boolean; problems: FormProblems }) {
  const { t } = useFrame();
  const title = first ? t('password.first') : t('password.change');
  return (
    <Layout title={title} section="password" failed={problems.fields.length > 0}>
      <h1>{title}</h1>
      <p class="lead">{first ? t('password.first.lead') : t('password.change.lead')}</p>
      <ErrorSummary problems={problems} />
      <Form action="/password" class="card pad form">
        <TextField
          name="currentPassword"
          label={first ? t('field.initialPassword') : t('field.currentPassword')}
          problems={problems}
          type="password"
          autoComplete="current-password"
        />
        <NewPasswordFields problems={problems} />
        <SubmitButton>{t('action.changePassword')}</SubmitButton>
      </Form>
    </Layout>
  );
}

/** The code from the message, and the new password. Looks the same whether anybody has the unique code or not. */
export function RenewPasswordPage({ problems }: { problems: FormProblems }) {
  const { t, hasMailbox } = useFrame();
  return (
    <Layout title={t('password.renew')} failed={problems.fields.length > 0}>
      <h1>{t('password.renew')}</h1>
      <p class="lead">{t('password.renew.lead')}</p>
      <ErrorSummary problems={problems} />
      <Form action="/password/renew" class="card pad form">
        {hasMailbox && (
          <p>
            <a href="/mailbox" target="_blank" rel="noopener">
              {t('mailbox.open')}
            </a>
          </p>
        )}
        <TextField
          name="code"
          label={t('field.confirmationCode')}
          help={t('register.confirm.help')}
          problems={problems}
          literal
          size="medium"
          inputMode="numeric"
          autoComplete="one-time-code"
        />
        <NewPasswordFields problems={problems} />
        <SubmitButton>{t('action.changePassword')}</SubmitButton>
        <p class="links">
          <a href="/password/lost">{t('password.renew.again')}</a>
        </p>
      </Form>
    </Layout>
  );
}
