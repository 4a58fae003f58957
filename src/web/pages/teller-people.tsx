import type { Customer } from '../../desks/model.ts';
import { formatUniqueCode, type UniqueCode } from '../../kernel/unique-code.ts';
import { languageNames, languages } from '../../platform/messages/language.ts';
import type { Provider } from '../../providers/model.ts';
import { CheckField, ChoiceField, TextField } from '../components/field.tsx';
import { CsrfField, Form, SubmitButton } from '../components/form.tsx';
import { type LinkDraft, LinkForm } from '../components/link-account.tsx';
import { Notice } from '../components/parts.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import type { DeskRow } from '../teller/lines.ts';
import { CardFields, type PersonDraft } from './register.tsx';

/** A new citizen, with the card in the teller's hand. */
export function RegisterPanel({ draft, problems }: { draft: PersonDraft; problems: FormProblems }) {
  const { t } = useFrame();
  return (
    <section class="card desk-side" aria-labelledby="register-title">
      <h2 id="register-title">{t('teller.register')}</h2>
      <Form action="/teller/register" class="form long">
        <CardFields draft={draft} problems={problems} />
        <TextField
          name="phone"
          label={t('field.phone')}
          value={draft.phone}
          problems={problems}
          optional="either"
          type="tel"
          autoComplete="off"
        />
        <TextField
          name="email"
          label={t('field.email')}
          value={draft.email}
          problems={problems}
          optional="either"
          type="email"
          literal
          autoComplete="off"
        />
        <ChoiceField
          name="language"
          legend={t('register.messages')}
          chosen={draft.language}
          problems={problems}
          choices={languages.map((value) => ({ value, label: languageNames[value], lang: value }))}
        />
        <CheckField name="consent" label={t('teller.register.consent')} checked={draft.consent} problems={problems} />
        <SubmitButton>{t('teller.register.send')}</SubmitButton>
      </Form>
    </section>
  );
}

/** The sheet of a registration: the password is on the paper alone, never on the screen. */
export function SheetPanel({ uniqueCode, sealed }: { uniqueCode: string; sealed: string }) {
  const { t } = useFrame();
  return (
    <section class="card desk-side" aria-labelledby="sheet-title">
      <h2 id="sheet-title">{t('teller.register')}</h2>
      <Notice sign="done" answer>
        <p>{t('teller.register.done')}</p>
      </Notice>
      <p class="desk-sheet number">{formatUniqueCode(uniqueCode as UniqueCode)}</p>
      <Form action="/teller/sheet.pdf" download>
        <input type="hidden" name="sheet" value={sealed} />
        <SubmitButton>{t('action.sheetPdf')}</SubmitButton>
      </Form>
      <p>
        <a href="/teller?panel=link">{t('action.link')}</a>
      </p>
    </section>
  );
}

interface LinkPanelProps {
  readonly customer: Customer | null;
  readonly rows: readonly DeskRow[];
  readonly providers: readonly Provider[];
  readonly chosen: Provider | null;
  readonly draft: LinkDraft;
  readonly problems: FormProblems;
}

/** Link an account to the citizen who is here, or end a link. */
export function LinkPanel({ customer, rows, providers, chosen, draft, problems }: LinkPanelProps) {
  const { t, language } = useFrame();
  return (
    <section class="card desk-side" aria-labelledby="link-title">
      <h2 id="link-title">{t('teller.link')}</h2>
      {!customer?.citizenId && <p>{t('teller.link.citizenFirst')}</p>}
      {customer?.citizenId && chosen === null && (
        <form method="get" action="/teller" class="form">
          <input type="hidden" name="panel" value="link" />
          <div class="field">
            <label for="field-provider">{t('field.provider')}</label>
            <select id="field-provider" name="provider" autofocus>
              {providers.map((provider) => (
                <option value={provider.code}>{provider.name[language]}</option>
              ))}
            </select>
          </div>
          <button type="submit" class="button quiet">
            {t('teller.link.choose')}
          </button>
        </form>
      )}
      {customer?.citizenId && chosen && (
        <LinkForm provider={chosen} draft={draft} problems={problems} path="/teller/link" />
      )}
      {chosen === null && <Unlinking customer={customer} rows={rows} />}
    </section>
  );
}

function Unlinking({ customer, rows }: Pick<LinkPanelProps, 'customer' | 'rows'>) {
  const { t } = useFrame();
  const linked = customer?.lines.filter((line) => line.linkId !== null) ?? [];
  return (
    <ul class="receipts">
      {rows
        .filter((row) => linked.some((line) => line.key === row.key))
        .map(({ key, line }) => (
          <li>
            <span>{`${line.providerName} ${line.accountMasked}`}</span>
            <form method="post" action="/teller/unlink" data-once="page">
              <CsrfField />
              <input type="hidden" name="link" value={key} />
              <button
                type="submit"
                class="button small quiet"
                aria-label={`${t('action.unlink')}: ${line.providerName} ${line.accountMasked}`}
              >
                {t('action.unlink')}
              </button>
            </form>
          </li>
        ))}
    </ul>
  );
}
