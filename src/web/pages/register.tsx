import type { PendingRegistration } from '../../citizens/api.ts';
import { languageNames, languages, type Language } from '../../platform/messages/language.ts';
import { formatMinute } from '../../platform/messages/format-date.ts';
import { translate } from '../../platform/messages/translate.ts';
import { CheckField, ChoiceField, TextField } from '../components/field.tsx';
import { ErrorSummary, Form, SubmitButton } from '../components/form.tsx';
import { Layout } from '../components/layout.tsx';
import { Notice } from '../components/parts.tsx';
import type { FieldFacts, FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';

export const registrationSteps = 4;

/** What a person typed on the first page, to be shown again when something in it is wrong. */
export interface PersonDraft {
  readonly cardSeries: string;
  readonly cardNumber: string;
  readonly fin: string;
  readonly fullName: string;
  readonly phone: string;
  readonly email: string;
  readonly language: string;
  readonly confirmBy: string;
  readonly consent: boolean;
}

export function emptyDraft(language: Language): PersonDraft {
  const typed = { cardSeries: '', cardNumber: '', fin: '', fullName: '', phone: '', email: '' };
  return { ...typed, language, confirmBy: 'sms', consent: false };
}

export function personFacts(language: Language): FieldFacts[] {
  const t = translate(language);
  return [
    { name: 'cardSeries', label: t('field.cardSeries') },
    { name: 'cardNumber', label: t('field.cardNumber') },
    { name: 'fin', label: t('field.fin') },
    { name: 'fullName', label: t('field.fullName'), maxLength: 120 },
    { name: 'phone', label: t('field.phone') },
    { name: 'email', label: t('field.email') },
    { name: 'confirmBy', label: t('register.confirmBy') },
    { name: 'language', label: t('register.messages') },
    { name: 'consent', label: t('field.consent.short') },
  ];
}

export function RegistrationStep({ step }: { step: number }) {
  const { t } = useFrame();
  return (
    <p class="step">
      {t('register.title')} · {t('register.step', { step, steps: registrationSteps })}
      <progress max={registrationSteps} value={step} aria-hidden="true" />
    </p>
  );
}

/** Step 1: who one is, and where the code may go. */
export function PersonPage({ draft, problems }: { draft: PersonDraft; problems: FormProblems }) {
  const { t } = useFrame();
  return (
    <Layout title={t('register.person')} failed={problems.fields.length > 0}>
      <RegistrationStep step={1} />
      <h1>{t('register.person')}</h1>
      <p class="lead">{t('register.person.lead')}</p>
      <ErrorSummary problems={problems} />
      <Form action="/register" class="card pad form">
        <CardFields draft={draft} problems={problems} />
        <ContactFields draft={draft} problems={problems} />
        <ChoiceField
          name="language"
          legend={t('register.messages')}
          chosen={draft.language}
          problems={problems}
          choices={languages.map((value) => ({ value, label: languageNames[value], lang: value }))}
        />
        <CheckField name="consent" label={t('field.consent')} checked={draft.consent} problems={problems} />
        <SubmitButton>{t('action.continue')}</SubmitButton>
      </Form>
    </Layout>
  );
}

export function CardFields({ draft, problems }: { draft: PersonDraft; problems: FormProblems }) {
  const { t } = useFrame();
  return (
    <fieldset>
      <legend>{t('register.card')}</legend>
      <div class="side-by-side">
        <TextField
          name="cardSeries"
          label={t('field.cardSeries')}
          help={t('field.cardSeries.help')}
          value={draft.cardSeries}
          problems={problems}
          literal
          size="short"
          autoComplete="off"
        />
        <TextField
          name="cardNumber"
          label={t('field.cardNumber')}
          help={t('field.cardNumber.help')}
          value={draft.cardNumber}
          problems={problems}
          literal
          inputMode="numeric"
          autoComplete="off"
        />
      </div>
      <TextField
        name="fin"
        label={t('field.fin')}
        help={t('field.fin.help')}
        value={draft.fin}
        problems={problems}
        literal
        size="medium"
        autoComplete="off"
      />
      <TextField
        name="fullName"
        label={t('field.fullName')}
        help={t('field.fullName.help')}
        value={draft.fullName}
        problems={problems}
        autoComplete="name"
      />
    </fieldset>
  );
}

function ContactFields({ draft, problems }: { draft: PersonDraft; problems: FormProblems }) {
  const { t } = useFrame();
  return (
    <fieldset>
      <legend>{t('register.contact')}</legend>
      <p class="help">{t('field.contact.help')}</p>
      <TextField
        name="phone"
        label={t('field.phone')}
        help={t('field.phone.help')}
        value={draft.phone}
        problems={problems}
        type="tel"
        optional="either"
        autoComplete="tel"
      />
      <TextField
        name="email"
        label={t('field.email')}
        help={t('field.email.help')}
        value={draft.email}
        problems={problems}
        type="email"
        optional="either"
        literal
        autoComplete="email"
      />
      <ChoiceField
        name="confirmBy"
        legend={t('register.confirmBy')}
        chosen={draft.confirmBy}
        problems={problems}
        choices={[
          { value: 'sms', label: t('register.confirmBy.sms') },
          { value: 'email', label: t('register.confirmBy.email') },
        ]}
      />
    </fieldset>
  );
}

interface ConfirmPageProps {
  readonly registration: PendingRegistration;
  readonly problems: FormProblems;
  readonly resent: boolean;
}

/** Step 3: the code that was sent. Known and unknown people see the same. */
export function ConfirmPage({ registration, problems, resent }: ConfirmPageProps) {
  const { t, hasMailbox } = useFrame();
  const sent = registration.confirmBy === 'sms' ? 'register.confirm.sms' : 'register.confirm.email';
  return (
    <Layout title={t('register.confirm')} failed={problems.fields.length > 0}>
      <RegistrationStep step={3} />
      <h1>{t('register.confirm')}</h1>
      {resent && (
        <Notice sign="done" answer>
          <p>{t('register.resent')}</p>
        </Notice>
      )}
      <ErrorSummary problems={problems} />
      <Form action="/register/confirm" class="card pad form">
        <p>{t(sent, { time: formatMinute(registration.codeExpiresAt) })}</p>
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
        <SubmitButton>{t('register.confirm.finish')}</SubmitButton>
      </Form>
      <section class="card pad">
        <h2>{t('register.confirm.silent')}</h2>
        <p>{t('register.confirm.silent.text')}</p>
        <Form action="/register/resend">
          <SubmitButton kind="quiet">{t('register.resend')}</SubmitButton>
        </Form>
      </section>
    </Layout>
  );
}
