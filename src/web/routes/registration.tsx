import type { FastifyInstance } from 'fastify';
import type { PendingRegistration } from '../../citizens/api.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { translate } from '../../platform/messages/translate.ts';
import type { Provider } from '../../providers/model.ts';
import { inputName, type LinkDraft, linkFacts } from '../components/link-account.tsx';
import { describeProblems, describeRefusal, type FormProblems, noProblems } from '../form-problems.ts';
import { MessagePage } from '../pages/message.tsx';
import { ConfirmPage, emptyDraft, type PersonDraft, PersonPage, personFacts } from '../pages/register.tsx';
import { RegisterAccountsPage } from '../pages/register-accounts.tsx';
import { inReadingOrder } from '../provider-order.ts';
import type { SentForm } from '../read-form.ts';
import { goTo, open, show, statusOf, type Visit, type Web } from '../visit.ts';

/** Registering online: person → accounts → code; the sheet at the end has a file of its own. */
export function registrationRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/register',
    open(web, async (visit) =>
      show(visit, <PersonPage draft={emptyDraft(visit.frame.language)} problems={noProblems} />),
    ),
  );
  app.post(
    '/register',
    open(web, (visit) => startRegistration(web, visit)),
  );
  app.get(
    '/register/accounts',
    open(web, (visit) => showAccounts(web, visit)),
  );
  app.post(
    '/register/accounts',
    open(web, (visit) => addAccount(web, visit)),
  );
  app.post(
    '/register/accounts/remove',
    open(web, (visit) => removeAccount(web, visit)),
  );
  app.get(
    '/register/confirm',
    open(web, (visit) => showConfirm(web, visit)),
  );
  app.post(
    '/register/resend',
    open(web, (visit) => resendCode(web, visit)),
  );
}

async function startRegistration(web: Web, visit: Visit) {
  const draft = readDraft(visit.form);
  const { phone, email } = draft;
  const started = await web.deps.citizens.registration.start(
    { ...draft, phone, email, confirmBy: chosenChannel(draft) },
    visit.origin,
  );
  if (!started.ok) {
    const problems = describeProblems(visit.frame.language, started.error, personFacts(visit.frame.language));
    const page = <PersonPage draft={draft} problems={problems} />;
    return show(visit, page, { status: statusOf(started.error), place: '/register' });
  }
  web.cookies.registration.write(visit.reply, started.value.registrationToken);
  return goTo(visit, '/register/accounts');
}

export function readDraft(form: SentForm): PersonDraft {
  const text = (name: string) => form.text(name);
  return {
    cardSeries: text('cardSeries'),
    cardNumber: text('cardNumber'),
    fin: text('fin'),
    fullName: text('fullName'),
    phone: text('phone'),
    email: text('email'),
    language: text('language'),
    confirmBy: text('confirmBy'),
    consent: text('consent') === 'yes',
  };
}

/** The way that was chosen, or the only one there is: nobody has to correct what was filled in for them. */
function chosenChannel(draft: PersonDraft): 'sms' | 'email' {
  const [hasPhone, hasEmail] = [draft.phone.trim() !== '', draft.email.trim() !== ''];
  if (hasPhone !== hasEmail) return hasPhone ? 'sms' : 'email';
  return draft.confirmBy === 'email' ? 'email' : 'sms';
}

/** The registration under way, or null where the browser has none. */
export async function findRegistration(web: Web, visit: Visit) {
  const token = web.cookies.registration.read(visit.request);
  const registration = token ? await web.deps.citizens.registration.view(token) : undefined;
  return token && registration?.ok ? { token, registration: registration.value } : null;
}

/** The registration is over or was never begun: what one can do now. */
export function showExpired(web: Web, visit: Visit) {
  web.cookies.registration.clear(visit.reply);
  const { language } = visit.frame;
  const { title, advice } = describeRefusal(language, { code: 'registration_expired' });
  const way = { href: '/register', label: translate(language)('action.register') };
  return show(visit, <MessagePage title={title} text={advice} way={way} />, { status: 410, place: '/register' });
}

async function showAccounts(web: Web, visit: Visit) {
  const found = await findRegistration(web, visit);
  if (!found) return showExpired(web, visit);
  const chosen = (await web.deps.providers.findByCode(visit.query.text('provider'))) ?? null;
  return accountsPage(web, visit, { registration: found.registration, chosen, draft: {}, problems: noProblems });
}

interface AccountsState {
  readonly registration: PendingRegistration;
  readonly chosen: Provider | null;
  readonly draft: LinkDraft;
  readonly problems: FormProblems;
  readonly status?: number;
}

async function accountsPage(web: Web, visit: Visit, { status = 200, ...state }: AccountsState) {
  const t = translate(visit.frame.language);
  const active = await web.deps.providers.list({ state: 'active' });
  const providers = inReadingOrder(visit.frame.language, active);
  const done = { added: t('link.done'), removed: t('link.removed') }[visit.query.text('done')] ?? null;
  const place = state.chosen ? `/register/accounts?provider=${state.chosen.code}` : '/register/accounts';
  return show(visit, <RegisterAccountsPage {...state} providers={providers} done={done} />, { status, place });
}

async function addAccount(web: Web, visit: Visit) {
  const found = await findRegistration(web, visit);
  if (!found) return showExpired(web, visit);
  const provider = await web.deps.providers.findByCode(visit.form.text('provider'));
  if (!provider) return goTo(visit, '/register/accounts');
  const request = readLinkRequest(provider, visit.form);
  const added = await web.deps.citizens.registration.addAccount(found.token, request, visit.origin);
  if (added.ok) return goTo(visit, '/register/accounts?done=added');
  if (added.error.code === 'registration_expired') return showExpired(web, visit);
  return accountsPage(web, visit, {
    registration: found.registration,
    chosen: provider,
    ...linkFailure(visit, provider, added.error),
  });
}

/** What was typed to link an account, by the fields that the provider asks for. */
export function readLinkRequest(provider: Provider, form: SentForm) {
  const asked = provider.fields.filter((field) => field.name !== 'account');
  return {
    providerId: provider.id,
    account: form.text('account'),
    fields: Object.fromEntries(asked.map((field) => [field.name, form.text(inputName(field))])),
    label: form.text('label'),
  };
}

/** The form as it was sent, with what is wrong. Proofs are not written back into the page. */
export function linkFailure(visit: Visit, provider: Provider, refusal: Refusal) {
  const { language } = visit.frame;
  const kept = provider.fields.filter((field) => !field.proof).map((field) => inputName(field));
  const draft = Object.fromEntries([...kept, 'label'].map((name) => [name, visit.form.text(name)]));
  const problems = describeProblems(language, refusal, linkFacts(language, provider));
  return { draft, problems, status: statusOf(refusal) };
}

async function removeAccount(web: Web, visit: Visit) {
  const found = await findRegistration(web, visit);
  if (!found) return showExpired(web, visit);
  const provider = await web.deps.providers.findByCode(visit.form.text('provider'));
  const account = visit.form.text('account');
  if (provider) {
    const removed = await web.deps.citizens.registration.removeAccount(found.token, {
      providerId: provider.id,
      account,
    });
    if (!removed.ok) return showExpired(web, visit);
  }
  return goTo(visit, '/register/accounts?done=removed');
}

async function showConfirm(web: Web, visit: Visit) {
  const found = await findRegistration(web, visit);
  if (!found) return showExpired(web, visit);
  const resent = visit.query.text('done') === 'resent';
  return show(visit, <ConfirmPage registration={found.registration} problems={noProblems} resent={resent} />);
}

async function resendCode(web: Web, visit: Visit) {
  const found = await findRegistration(web, visit);
  if (!found) return showExpired(web, visit);
  const sent = await web.deps.citizens.registration.resendCode(found.token, visit.origin);
  if (sent.ok) {
    web.cookies.registration.write(visit.reply, sent.value.registrationToken);
    return goTo(visit, '/register/confirm?done=resent');
  }
  if (sent.error.code === 'registration_expired') return showExpired(web, visit);
  const problems = describeProblems(visit.frame.language, sent.error, []);
  const page = <ConfirmPage registration={found.registration} problems={problems} resent={false} />;
  return show(visit, page, { status: statusOf(sent.error), place: '/register/confirm' });
}
