import type { AccountLink } from '../../accounts/api.ts';
import { formatDate } from '../../platform/messages/format-date.ts';
import { type Provider, printAccount } from '../../providers/model.ts';
import { TextField } from '../components/field.tsx';
import { ButtonLink, ErrorSummary, Form, SubmitButton } from '../components/form.tsx';
import { ServiceIcon } from '../components/icons.tsx';
import { Layout } from '../components/layout.tsx';
import { type LinkDraft, LinkForm, ProviderTiles } from '../components/link-account.tsx';
import { Empty, Facts, Notice, Tag, Time } from '../components/parts.tsx';
import type { FormProblems } from '../form-problems.ts';
import { useFrame } from '../frame.tsx';

/** A link with its provider, for showing. */
export interface ShownLink {
  readonly link: AccountLink;
  readonly provider: Provider;
}

export function AccountsPage({ links, done }: { links: readonly ShownLink[]; done: string | null }) {
  const { t } = useFrame();
  return (
    <Layout title={t('account.title')} section="accounts">
      <h1>{t('account.title')}</h1>
      {done !== null && (
        <Notice sign="done" answer>
          <p>{done}</p>
        </Notice>
      )}
      {links.length === 0 ? (
        <Empty title={t('account.none')} text={t('account.none.text')}>
          <ButtonLink href="/accounts/add">{t('action.link')}</ButtonLink>
        </Empty>
      ) : (
        <>
          <ul class="card rows tiles">
            {links.map((shown) => (
              <AccountTile {...shown} />
            ))}
          </ul>
          <div class="actions">
            <ButtonLink href="/accounts/add">{t('action.link')}</ButtonLink>
          </div>
        </>
      )}
    </Layout>
  );
}

function AccountTile({ link, provider }: ShownLink) {
  const { t, language } = useFrame();
  return (
    <li class="row">
      <a class="tile" href={`/accounts/${link.linkId}`}>
        <ServiceIcon service={provider.service} />
        <span class="tile-text">
          <span class="line-name">{provider.name[language]}</span>
          <span class="line-account">
            {link.label !== null && <span class="label">{link.label} · </span>}
            <span class="number">{printAccount(provider, link.account)}</span>
          </span>
          <span>{link.proof === 'proven' && <Tag tone="ok">{t('account.proven')}</Tag>}</span>
        </span>
        <span class="chevron" aria-hidden="true" />
      </a>
    </li>
  );
}

interface AddAccountProps {
  readonly providers: readonly Provider[];
  readonly chosen: Provider | null;
  readonly draft: LinkDraft;
  readonly problems: FormProblems;
}

export function AddAccountPage({ providers, chosen, draft, problems }: AddAccountProps) {
  const { t } = useFrame();
  return (
    <Layout title={t('link.title')} section="accounts" failed={problems.fields.length > 0}>
      <BackTo href="/accounts" />
      <h1>{t('link.title')}</h1>
      <ErrorSummary problems={problems} />
      {chosen ? (
        <LinkForm provider={chosen} draft={draft} problems={problems} path="/accounts/add" />
      ) : (
        <ProviderTiles providers={providers} path="/accounts/add" />
      )}
    </Layout>
  );
}

export function BackTo({ href }: { href: string }) {
  const { t } = useFrame();
  return (
    <p class="back">
      <a href={href}>{t('action.back')}</a>
    </p>
  );
}

/** One account: its name for oneself, and the way out of the list. */
export function AccountPage({
  link,
  provider,
  problems,
  label,
}: ShownLink & { problems: FormProblems; label: string }) {
  const { t, language } = useFrame();
  const name = provider.name[language];
  return (
    <Layout title={name} section="accounts" failed={problems.fields.length > 0}>
      <BackTo href="/accounts" />
      <div class="title-row">
        <ServiceIcon service={provider.service} />
        <h1>{name}</h1>
      </div>
      <ErrorSummary problems={problems} />
      <section class="card pad">
        <Facts
          facts={[
            { label: t('field.service'), value: t(`service.${provider.service}`) },
            { label: t('field.account'), value: <span class="number">{printAccount(provider, link.account)}</span> },
            {
              label: t('field.state'),
              value: link.proof === 'proven' ? <Tag tone="ok">{t('account.proven')}</Tag> : <Unproven />,
            },
            {
              label: t('field.date'),
              value: (
                <Time at={link.linkedAt}>{t('account.since', { date: formatDate(language, link.linkedAt) })}</Time>
              ),
            },
          ]}
        />
      </section>
      <Form action={`/accounts/${link.linkId}`} class="card pad form">
        <TextField
          name="label"
          label={t('field.accountLabel')}
          help={t('field.accountLabel.help')}
          value={label}
          problems={problems}
          optional
          autoComplete="off"
        />
        <SubmitButton kind="quiet">{t('action.save')}</SubmitButton>
      </Form>
      <p class="links">
        <a class="danger-link" href={`/accounts/${link.linkId}/unlink`}>
          {t('action.unlink')}
        </a>
      </p>
    </Layout>
  );
}

function Unproven() {
  const { t } = useFrame();
  return (
    <>
      <Tag tone="off">{t('account.unproven')}</Tag> <span class="quiet-text">{t('account.unproven.text')}</span>
    </>
  );
}

/** Asked once more before the account leaves the list. */
export function UnlinkPage({ link, provider }: ShownLink) {
  const { t, language } = useFrame();
  return (
    <Layout title={t('account.unlink.title')} section="accounts">
      <h1>{t('account.unlink.title')}</h1>
      <Form action={`/accounts/${link.linkId}/unlink`} class="card pad form">
        <p class="strong">
          {provider.name[language]}, <span class="number">{printAccount(provider, link.account)}</span>
          {link.label !== null && <span class="label"> ({link.label})</span>}
        </p>
        <p>{t('account.unlink.text')}</p>
        <div class="actions">
          <SubmitButton kind="danger">{t('account.unlink.yes')}</SubmitButton>
          <ButtonLink href={`/accounts/${link.linkId}`} kind="quiet">
            {t('action.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </Layout>
  );
}
