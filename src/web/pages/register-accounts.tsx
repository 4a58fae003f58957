import type { PendingAccount, PendingRegistration } from '../../citizens/api.ts';
import { type Provider, printAccount } from '../../providers/model.ts';
import { ButtonLink, CsrfField, ErrorSummary } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { type LinkDraft, LinkForm, ProviderTiles } from '../components/link-account.tsx';
import { Notice, Tag } from '../components/parts.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';
import { RegistrationStep } from './register.tsx';

interface RegisterAccountsProps {
  readonly registration: PendingRegistration;
  readonly providers: readonly Provider[];
  /** The provider whose fields are open, if one was chosen. */
  readonly chosen: Provider | null;
  readonly draft: LinkDraft;
  readonly problems: FormProblems;
  readonly done: string | null;
}

const path = '/register/accounts';

/** Step 2: accounts, one by one. */
export function RegisterAccountsPage(props: RegisterAccountsProps) {
  const { registration, providers, chosen, draft, problems, done } = props;
  const { t } = useFrame();
  const none = registration.accounts.length === 0;
  return (
    <Layout title={t('register.accounts')} failed={problems.fields.length > 0}>
      <RegistrationStep step={2} />
      <h1>{t('register.accounts')}</h1>
      <p class="lead">{t('register.accounts.lead')}</p>
      {done !== null && (
        <Notice sign="done" answer>
          <p>{done}</p>
        </Notice>
      )}
      <ErrorSummary problems={problems} />
      {!none && <Added accounts={registration.accounts} providers={providers} />}
      {chosen ? (
        <LinkForm provider={chosen} draft={draft} problems={problems} path={path} />
      ) : (
        <ProviderTiles providers={providers} path={path} />
      )}
      <div class="actions">
        <ButtonLink href="/register/confirm" kind={none ? 'quiet' : 'main'}>
          {none ? t('register.accounts.skip') : t('register.accounts.enough')}
        </ButtonLink>
      </div>
    </Layout>
  );
}

function Added({ accounts, providers }: { accounts: readonly PendingAccount[]; providers: readonly Provider[] }) {
  const { t } = useFrame();
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('register.accounts.added')}</h2>
      </div>
      <ul class="rows">
        {accounts.map((account) => (
          <AddedAccount account={account} provider={providers.find(({ id }) => id === account.providerId)} />
        ))}
      </ul>
    </section>
  );
}

function AddedAccount({ account, provider }: { account: PendingAccount; provider: Provider | undefined }) {
  const { t, language } = useFrame();
  if (!provider) return null;
  const name = provider.name[language];
  return (
    <li class="row">
      <div class="line">
        <ServiceIcon service={provider.service} />
        <div class="line-text">
          <h3 class="line-name">{name}</h3>
          <p class="line-account">
            {account.label !== null && <span class="label">{account.label} · </span>}
            <span class="number">{printAccount(provider, account.account)}</span>
          </p>
          {account.proven && (
            <p>
              <Tag tone="ok">{t('account.proven')}</Tag>
            </p>
          )}
        </div>
        <form class="line-aside" method="post" action={`${path}/remove`}>
          <CsrfField />
          <input type="hidden" name="provider" value={provider.code} />
          <input type="hidden" name="account" value={account.account} />
          <button type="submit" class="button quiet small">
            {t('link.remove')}
            <span class="unseen">{`: ${name} ${account.account}`}</span>
          </button>
        </form>
      </div>
    </li>
  );
}
