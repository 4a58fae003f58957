import type { FastifyInstance } from 'fastify';
import { translate } from '../../platform/messages/translate.ts';
import { describeProblems, noProblems, type FormProblems } from '../form-problems.ts';
import { SignInPage } from '../pages/sign-in.tsx';
import { localPlace } from '../read-form.ts';
import { goTo, open, show, statusOf, type Visit, type Web } from '../visit.ts';

export function signInRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/sign-in',
    open(web, async (visit) => signInPage(visit, { problems: noProblems })),
  );
  app.post(
    '/sign-in',
    open(web, (visit) => signIn(web, visit)),
  );
  app.post(
    '/sign-out',
    open(web, (visit) => signOut(web, visit)),
  );
}

function signInPage(visit: Visit, state: { problems: FormProblems; status?: number }) {
  const t = translate(visit.frame.language);
  const reasons: Readonly<Record<string, { text: string; good: boolean }>> = {
    ended: { text: t('signIn.ended'), good: false },
    out: { text: t('signIn.out'), good: true },
    renewed: { text: t('signIn.renewed'), good: true },
  };
  const place = localPlace(visit.query.text('return')) ?? localPlace(visit.form.text('return'));
  const reason = visit.query.text('why');
  const page = (
    <SignInPage
      uniqueCode={visit.form.text('uniqueCode')}
      problems={state.problems}
      place={place}
      why={Object.hasOwn(reasons, reason) ? (reasons[reason] ?? null) : null}
    />
  );
  return show(visit, page, { status: state.status ?? 200, place: visit.frame.place ?? '/sign-in' });
}

async function signIn(web: Web, visit: Visit) {
  const { form } = visit;
  const deviceToken = web.cookies.device.read(visit.request);
  const signedIn = await web.deps.citizens.sessions.signIn(
    { uniqueCode: form.text('uniqueCode'), password: form.text('password'), deviceToken },
    visit.origin,
  );
  if (!signedIn.ok) {
    const problems = describeProblems(visit.frame.language, signedIn.error, []);
    return signInPage(visit, { problems, status: statusOf(signedIn.error) });
  }
  web.cookies.session.write(visit.reply, signedIn.value.sessionToken);
  web.cookies.device.write(visit.reply, signedIn.value.deviceToken);
  web.cookies.registration.clear(visit.reply);
  if (signedIn.value.session.mustChangePassword) return goTo(visit, '/password');
  return goTo(visit, localPlace(form.text('return')) ?? '/home');
}

async function signOut(web: Web, visit: Visit) {
  const token = web.cookies.session.read(visit.request);
  if (token) await web.deps.citizens.sessions.signOut(token);
  web.cookies.session.clear(visit.reply);
  return goTo(visit, '/sign-in?why=out');
}
