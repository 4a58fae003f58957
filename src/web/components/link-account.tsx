import type { InputField } from '../../kernel/adapter.ts';
import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import type { Provider } from '../../providers/model.ts';
import type { FieldFacts, FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { ChoiceField, TextField } from './field.tsx';
import { Form, SubmitButton } from './form.tsx';
import { ServiceIcon } from './icons.tsx';

/** What was typed to link an account, by the names of the form. */
export type LinkDraft = Readonly<Record<string, string>>;

/** Name of the input for a provider's own value; `account` and the label have theirs. */
export function inputName(field: Pick<InputField, 'name'>): string {
  return field.name === 'account' ? 'account' : `field.${field.name}`;
}

export function linkFacts(language: Language, provider: Provider): FieldFacts[] {
  const own = provider.fields.map((field) => ({
    name: inputName(field),
    pointer: field.name === 'account' ? '/account' : `/fields/${field.name}`,
    label: field.label[language],
    example: field.example,
    minLength: field.minLength,
    maxLength: field.maxLength,
  }));
  return [...own, { name: 'label', label: translate(language)('field.accountLabel'), maxLength: 60 }];
}

/** Every provider as a tile; choosing one is following a link, with or without a script. */
export function ProviderTiles({ providers, path }: { providers: readonly Provider[]; path: string }) {
  const { t, language } = useFrame();
  return (
    <section class="card">
      <div class="card-head">
        <h2 id="providers">{t('link.choose')}</h2>
      </div>
      <ul class="rows tiles" aria-labelledby="providers">
        {providers.map((provider) => (
          <li class="row">
            <a class="tile" href={`${path}?provider=${encodeURIComponent(provider.code)}#link`}>
              <ServiceIcon service={provider.service} />
              <span class="tile-text">
                <span class="line-name">{provider.name[language]}</span>
                <span class="line-account">{t(`service.${provider.service}`)}</span>
              </span>
              <span class="chevron" aria-hidden="true" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LinkFormProps {
  readonly provider: Provider;
  readonly draft: LinkDraft;
  readonly problems: FormProblems;
  /** Where the form goes; also where another provider is chosen. */
  readonly path: string;
}

/** The fields that the provider itself describes. */
export function LinkForm({ provider, draft, problems, path }: LinkFormProps) {
  const { t, language } = useFrame();
  return (
    <Form action={path} class="card pad form" id="link">
      <div class="form-head">
        <ServiceIcon service={provider.service} />
        <h2>{provider.name[language]}</h2>
        <a href={path}>{t('link.other')}</a>
      </div>
      <input type="hidden" name="provider" value={provider.code} />
      {provider.fields.map((field) => (
        <ProviderField field={field} value={draft[inputName(field)]} problems={problems} />
      ))}
      <TextField
        name="label"
        label={t('field.accountLabel')}
        help={t('field.accountLabel.help')}
        value={draft['label']}
        problems={problems}
        optional
        autoComplete="off"
      />
      <SubmitButton>{t('action.link')}</SubmitButton>
    </Form>
  );
}

interface ProviderFieldProps {
  readonly field: InputField;
  readonly value: string | undefined;
  readonly problems: FormProblems;
}

function ProviderField({ field, value, problems }: ProviderFieldProps) {
  const { t, language } = useFrame();
  if (field.choices) {
    return (
      <ChoiceField
        name={inputName(field)}
        legend={field.label[language]}
        choices={field.choices.map((choice) => ({ value: choice.value, label: choice.label[language] }))}
        chosen={value}
        problems={problems}
      />
    );
  }
  const example = t('link.example', { example: field.example });
  const help = [field.help[language], ...(field.proof ? [t('link.proof')] : []), example].join('. ');
  const digitsOnly = /^[0-9 +()-]+$/.test(field.example);
  return (
    <TextField
      name={inputName(field)}
      label={field.label[language]}
      help={help}
      value={value}
      problems={problems}
      literal
      autoComplete="off"
      {...(digitsOnly ? { inputMode: 'numeric' as const } : {})}
    />
  );
}
