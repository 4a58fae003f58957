import type { SheetData } from '../../citizens/api.ts';
import { formatUniqueCode } from '../../platform/messages/format-code.ts';
import { formatDate } from '../../platform/messages/format-date.ts';
import { type Provider, printAccount } from '../../providers/model.ts';
import { ButtonLink, Form, PrintButton, SubmitButton } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { Notice } from '../components/parts.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { useFrame } from '../frame.tsx';
import { RegistrationStep, registrationSteps } from './register.tsx';

/** No browser's translator may touch a password. Preact's types take `translate` for a boolean; HTML wants the word. */
const untranslated: Readonly<Record<string, string>> = { translate: 'no' };

interface SheetPageProps {
  readonly sheet: SheetData;
  readonly providers: ReadonlyMap<string, Provider>;
  /** The sheet, sealed, for the download; opens for this browser only and not for long. */
  readonly sealed: string;
}

/** Step 4: the registration sheet. The initial password is on this page and on its PDF, and nowhere else. */
export function SheetPage({ sheet, providers, sealed }: SheetPageProps) {
  const { t, language } = useFrame();
  const code = formatUniqueCode(sheet.uniqueCode);
  return (
    <Layout title={t('sheetPage.title')}>
      <RegistrationStep step={registrationSteps} />
      <h1>{t('sheetPage.title')}</h1>
      {sheet.initialPassword !== null && (
        <Notice sign="problem">
          <p>{t('sheetPage.once')}</p>
        </Notice>
      )}
      <article class="card sheet" aria-labelledby="sheet-title">
        <div class="sheet-head">
          <h2 id="sheet-title">{t('sheet.title')}</h2>
          <p>{t('sheet.issued', { date: formatDate(language, sheet.issuedAt) })}</p>
        </div>
        <div class="sheet-code">
          <div>
            <p class="strong">{sheet.fullName}</p>
            <p class="quiet-text">{t('field.uniqueCode.full')}</p>
            <p class="code">{code}</p>
            <p class="quiet-text">{t('sheet.code.hint')}</p>
          </div>
          <QrCode text={sheet.uniqueCode} label={t('sheet.code.qr', { code })} />
        </div>
        {sheet.initialPassword !== null && (
          <div class="sheet-password">
            <p class="quiet-text">{t('field.initialPassword')}</p>
            <p class="secret" {...untranslated}>
              {sheet.initialPassword}
            </p>
            <p class="quiet-text">{t('sheet.password.once')}</p>
          </div>
        )}
        <SheetAccounts sheet={sheet} providers={providers} />
      </article>
      <div class="actions">
        <Form action="/register/sheet.pdf" download>
          <input type="hidden" name="sheet" value={sealed} />
          <SubmitButton>{t('action.sheetPdf')}</SubmitButton>
        </Form>
        <PrintButton />
        <ButtonLink href="/sign-in" kind="quiet">
          {t('sheetPage.next')}
        </ButtonLink>
      </div>
      {sheet.assurance === 'declared' && (
        <Notice>
          <p>{t('sheetPage.declared')}</p>
        </Notice>
      )}
    </Layout>
  );
}

function SheetAccounts({ sheet, providers }: Pick<SheetPageProps, 'sheet' | 'providers'>) {
  const { t, language } = useFrame();
  return (
    <div class="sheet-accounts">
      <h3>{t('sheet.accounts')}</h3>
      {sheet.accounts.length === 0 && <p>{t('sheet.accounts.none')}</p>}
      <ul class="rows">
        {sheet.accounts.map((account) => {
          const provider = providers.get(account.providerId);
          if (!provider) return null;
          return (
            <li class="row">
              <div class="line">
                <ServiceIcon service={provider.service} />
                <div class="line-text">
                  <p class="line-name">{provider.name[language]}</p>
                  <p class="line-account">
                    {account.label !== null && <span class="label">{account.label} · </span>}
                    <span class="number">{printAccount(provider, account.account)}</span>
                  </p>
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
