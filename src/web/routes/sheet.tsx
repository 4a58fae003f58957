import type { FastifyInstance } from 'fastify';
import type { SheetData } from '../../citizens/api.ts';
import { translate } from '../../platform/messages/translate.ts';
import { describeProblems } from '../form-problems.ts';
import { MessagePage } from '../pages/message.tsx';
import { ConfirmPage } from '../pages/register.tsx';
import { SheetPage } from '../pages/sheet.tsx';
import { openSheet, sealSheet } from '../sealed-sheet.ts';
import { open, show, statusOf, type Visit, type Web } from '../visit.ts';
import { findRegistration, showExpired } from './registration.tsx';

/** The end of a registration: the code, the sheet, its PDF. */
export function sheetRoutes(app: FastifyInstance, web: Web): void {
  app.post(
    '/register/confirm',
    open(web, (visit) => confirm(web, visit)),
  );
  app.post(
    '/register/sheet.pdf',
    open(web, (visit) => sendSheet(web, visit)),
  );
}

/** The answer to the code is the sheet itself: it holds the password and is at no address that could be opened again. */
async function confirm(web: Web, visit: Visit) {
  const found = await findRegistration(web, visit);
  if (!found) return showExpired(web, visit);
  const confirmed = await web.deps.citizens.registration.confirm(found.token, visit.form.text('code'), visit.origin);
  if (confirmed.ok) return showSheet(web, visit, { sheet: confirmed.value, token: found.token });
  if (confirmed.error.code === 'registration_expired') return showExpired(web, visit);
  const { language } = visit.frame;
  const label = translate(language)('field.confirmationCode');
  const wrongCode = { field: '/code', rule: 'confirmation_code', detail: 'the code of the newest message' };
  const refused =
    confirmed.error.code === 'confirmation_code_invalid'
      ? { ...confirmed.error, fields: [wrongCode] }
      : confirmed.error;
  const problems = describeProblems(language, refused, [{ name: 'code', label }]);
  const page = <ConfirmPage registration={found.registration} problems={problems} resent={false} />;
  return show(visit, page, { status: statusOf(confirmed.error), place: '/register/confirm' });
}

async function showSheet(web: Web, visit: Visit, done: { sheet: SheetData; token: string }) {
  const { sheet, token } = done;
  const providers = await web.deps.providers.findMany(sheet.accounts.map((account) => account.providerId));
  const sealed = sealSheet(web.deps.cipher, sheet, { secret: token, now: visit.frame.now });
  // The language switch would ask for the page again, which cannot be: it stays away.
  return show(visit, <SheetPage sheet={sheet} providers={providers} sealed={sealed} />, { place: null });
}

/** The sheet as a PDF, for whoever has the page with the sealed sheet and the cookie of the registration. */
async function sendSheet(web: Web, visit: Visit) {
  const secret = web.cookies.registration.read(visit.request);
  const bound = { secret: secret ?? '', now: visit.frame.now };
  const sheet = secret ? openSheet(web.deps.cipher, visit.form.text('sheet'), bound) : undefined;
  if (!sheet) {
    const t = translate(visit.frame.language);
    const way = { href: '/sign-in', label: t('action.signIn') };
    const page = <MessagePage title={t('sheetPage.late')} text={t('sheetPage.late.text')} way={way} />;
    return show(visit, page, { status: 410, place: '/sign-in' });
  }
  return visit.reply
    .type('application/pdf')
    .header('content-disposition', 'attachment; filename="vahid-registration-sheet.pdf"')
    .send(await web.deps.renderSheet(sheet));
}
