import type { FastifyInstance } from 'fastify';
import { maskAccount } from '../../accounts/masking.ts';
import { parseLanguage } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import { MailboxPage } from '../pages/mailbox.tsx';
import { MessagePage } from '../pages/message.tsx';
import { ReceiptCheckPage } from '../pages/history.tsx';
import { WelcomePage } from '../pages/welcome.tsx';
import { localPlace } from '../read-form.ts';
import { goTo, open, show, type Visit, type Web } from '../visit.ts';

const readsPages = 'readsPages';

/** Pages for everybody: the door, the language, the check of a receipt, and the mailbox of the sample world. */
export function openRoutes(app: FastifyInstance, web: Web): void {
  const { mailbox } = web.deps;
  app.get(
    '/',
    open(web, async (visit) => {
      if (web.cookies.session.read(visit.request)) return goTo(visit, '/home');
      return show(visit, <WelcomePage />);
    }),
  );
  app.post(
    '/language',
    open(web, (visit) => changeLanguage(web, visit)),
  );
  app.get(
    '/r/:receiptNumber',
    { constraints: { [readsPages]: 'yes' } },
    open(web, (visit) => checkReceipt(web, visit)),
  );
  if (mailbox) {
    app.get(
      '/mailbox',
      open(web, async (visit) => show(visit, <MailboxPage messages={await mailbox.list()} />)),
    );
  }
}

/**
 * The address in the QR code of a receipt answers programs with data and people with a page. Whoever accepts HTML reads
 * pages.
 */
export const pageReaders = {
  name: readsPages,
  mustMatchWhenDerived: false,
  storage: <Handler,>() => {
    const handlers = new Map<string, Handler>();
    return {
      get: (value: string) => handlers.get(value) ?? null,
      set: (value: string, handler: Handler) => void handlers.set(value, handler),
    };
  },
  validate: () => true,
  deriveConstraint: (request: { readonly headers: { readonly accept?: string | undefined } }) =>
    request.headers.accept?.includes('text/html') ? 'yes' : undefined,
};

/** The language of this browser, and of messages and documents where somebody is signed in. Back to where one was. */
async function changeLanguage(web: Web, visit: Visit) {
  const place = localPlace(visit.form.text('return')) ?? '/';
  const language = parseLanguage(visit.form.text('language'));
  if (!language.ok) return goTo(visit, place);
  web.cookies.language.write(visit.reply, language.value);
  const token = web.cookies.session.read(visit.request);
  const session = token ? await web.deps.citizens.sessions.authenticate(token) : undefined;
  if (session?.ok && session.value.citizen.language !== language.value) {
    await web.deps.citizens.profiles.changeLanguage(session.value.citizen.citizenId, language.value);
  }
  return goTo(visit, place);
}

async function checkReceipt(web: Web, visit: Visit) {
  const { receiptNumber = '' } = visit.request.params as { receiptNumber?: string };
  const found = await web.deps.payments.verifyReceipt(receiptNumber, visit.query.text('t'));
  if (!found.ok) {
    const t = translate(visit.frame.language);
    const page = <MessagePage title={t('check.unknown')} text={t('check.unknown.text')} />;
    return show(visit, page, { status: 404 });
  }
  const receipt = await web.deps.receipts.view(found.value, visit.frame.language);
  return show(visit, <ReceiptCheckPage receipt={receipt} accountMasked={maskAccount(found.value.account)} />);
}
