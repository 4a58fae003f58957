import type { FastifyInstance } from 'fastify';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { describeProblems, type FieldFacts, type FormProblems, noProblems } from '../form-problems.ts';
import { PasswordPage, passwordFacts, renewalFacts, RenewPasswordPage } from '../pages/password.tsx';
import { LostPasswordPage, lostFacts } from '../pages/sign-in.tsx';
import { type CitizenVisit, goTo, open, show, signedIn, statusOf, type Visit, type Web } from '../visit.ts';

/** The password: chosen, changed, lost, renewed. */
export function passwordRoutes(app: FastifyInstance, web: Web): void {
  const always = { beforePasswordChange: true };
  app.get(
    '/password',
    signedIn(web, async (visit) => passwordPage(visit, noProblems), always),
  );
  app.post(
    '/password',
    signedIn(web, (visit) => changePassword(web, visit), always),
  );
  app.get(
    '/password/lost',
    open(web, async (visit) => lostPage(visit, noProblems)),
  );
  app.post(
    '/password/lost',
    open(web, (visit) => startRenewal(web, visit)),
  );
  app.get(
    '/password/renew',
    open(web, async (visit) => {
      if (!web.cookies.renewal.read(visit.request)) return goTo(visit, '/password/lost');
      return show(visit, <RenewPasswordPage problems={noProblems} />);
    }),
  );
  app.post(
    '/password/renew',
    open(web, (visit) => finishRenewal(web, visit)),
  );
}

function passwordPage(visit: CitizenVisit, problems: FormProblems, status = 200) {
  const page = <PasswordPage first={visit.session.mustChangePassword} problems={problems} />;
  return show(visit, page, { status, place: '/password' });
}

async function changePassword(web: Web, visit: CitizenVisit) {
  const { form, session } = visit;
  const facts = passwordFacts(visit.frame.language, session.mustChangePassword);
  const differing = findDifference(visit, facts);
  if (differing) return passwordPage(visit, differing, 400);
  const changed = await web.deps.citizens.passwords.change(visit.sessionToken, {
    currentPassword: form.text('currentPassword'),
    newPassword: form.text('newPassword'),
  });
  if (!changed.ok) {
    if (changed.error.code === 'session_ended') return goTo(visit, '/sign-in?why=ended');
    const refusal = pointAt(changed.error, 'invalid_credentials', {
      field: '/currentPassword',
      rule: 'password_wrong',
    });
    return passwordPage(visit, describeProblems(visit.frame.language, refusal, facts), statusOf(changed.error));
  }
  web.cookies.session.write(visit.reply, changed.value.sessionToken);
  web.cookies.device.write(visit.reply, changed.value.deviceToken);
  return goTo(visit, '/home?done=password');
}

/** Gives a refusal that concerns one field of the form its field. */
function pointAt(refused: Refusal, code: Refusal['code'], at: { field: string; rule: string }): Refusal {
  return refused.code === code ? { ...refused, fields: [{ ...at, detail: refused.code }] } : refused;
}

/** A slip of the fingers is found by typing twice; the hub need not be asked. */
function findDifference(visit: Visit, facts: readonly FieldFacts[]): FormProblems | null {
  if (visit.form.text('newPassword') === visit.form.text('repeatPassword')) return null;
  const problem = { field: '/repeatPassword', rule: 'password_differs', detail: 'the same as newPassword' };
  return describeProblems(visit.frame.language, { code: 'invalid_request', fields: [problem] }, facts);
}

function lostPage(visit: Visit, problems: FormProblems, status = 200) {
  const { form } = visit;
  const by = form.text('by') === 'email' ? 'email' : 'sms';
  const page = <LostPasswordPage uniqueCode={form.text('uniqueCode')} by={by} problems={problems} />;
  return show(visit, page, { status, place: '/password/lost' });
}

async function startRenewal(web: Web, visit: Visit) {
  const { form } = visit;
  const by = form.text('by') === 'email' ? 'email' : 'sms';
  const started = await web.deps.citizens.passwords.startRenewal(
    { uniqueCode: form.text('uniqueCode'), by },
    visit.origin,
  );
  if (!started.ok) {
    const problems = describeProblems(visit.frame.language, started.error, lostFacts(visit.frame.language));
    return lostPage(visit, problems, statusOf(started.error));
  }
  web.cookies.renewal.write(visit.reply, started.value.renewalToken);
  return goTo(visit, '/password/renew');
}

async function finishRenewal(web: Web, visit: Visit) {
  const token = web.cookies.renewal.read(visit.request);
  if (!token) return goTo(visit, '/password/lost');
  const facts = renewalFacts(visit.frame.language);
  const renewPage = (problems: FormProblems, status: number) =>
    show(visit, <RenewPasswordPage problems={problems} />, { status, place: '/password/renew' });
  const differing = findDifference(visit, facts);
  if (differing) return renewPage(differing, 400);
  const finished = await web.deps.citizens.passwords.finishRenewal(
    token,
    { code: visit.form.text('code'), newPassword: visit.form.text('newPassword') },
    visit.origin,
  );
  if (!finished.ok) {
    const at = { field: '/code', rule: 'confirmation_code' };
    const refusal = pointAt(finished.error, 'confirmation_code_invalid', at);
    return renewPage(describeProblems(visit.frame.language, refusal, facts), statusOf(finished.error));
  }
  web.cookies.renewal.clear(visit.reply);
  return goTo(visit, '/sign-in?why=renewed');
}
