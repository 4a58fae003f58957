import type { CabinetFixture } from './cabinet-fixture.ts';
import { ownPassword, person, type SheetOnScreen } from './browser.ts';

/** A page as it came. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads on to, without the host. */
  readonly location: string | null;
}

export type Fields = Readonly<Record<string, string>>;

/** A browser without script: keeps cookies, sends the token of the page it saw last, follows nothing by itself. */
export function openClient(fixture: Pick<CabinetFixture, 'url'>, headers: Fields = {}) {
  const cookies = new Map<string, string>();
  let token = '';

  async function send(path: string, init: RequestInit): Promise<Page> {
    const answer = await fetch(`${fixture.url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'accept-language': 'en',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
        ...init.headers,
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await answer.text();
    token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return { status: answer.status, headers: answer.headers, text, location: answer.headers.get('location') };
  }

  return {
    cookies,
    get: (path: string, more: Fields = {}) => send(path, { headers: more }),
    /** Posts a form with the token of the last page; `_csrf` among the fields takes its place. */
    post: (path: string, fields: Fields = {}, more: Fields = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams({ _csrf: token, ...fields }), headers: more }),
  };
}

export type Client = ReturnType<typeof openClient>;

export interface LinkFields {
  readonly providerCode: string;
  readonly account: string;
  readonly authorizationCode?: string;
}

export function linkFields(link: LinkFields, label = ''): Fields {
  const { providerCode, account, authorizationCode } = link;
  const proof = authorizationCode === undefined ? {} : { 'field.authorizationCode': authorizationCode };
  return { provider: providerCode, account, label, ...proof };
}

export const agreed = { ...person, language: 'en', confirmBy: 'sms', consent: 'yes' };

/** Registers somebody and returns what the sheet says. */
export async function registerBy(
  fixture: CabinetFixture,
  client: Client,
  who: { readonly links?: readonly LinkFields[]; readonly person?: Fields } = {},
): Promise<SheetOnScreen & { readonly page: Page }> {
  const fields = { ...agreed, ...who.person };
  await client.get('/register');
  await client.post('/register', fields);
  for (const link of who.links ?? []) await client.post('/register/accounts', linkFields(link));
  await client.get('/register/confirm');
  const page = await client.post('/register/confirm', { code: await fixture.readCode(fields.phone) });
  const code = /class="code">([^<]+)</.exec(page.text)?.[1] ?? '';
  const password = /class="secret"[^>]*>([^<]+)</.exec(page.text)?.[1] ?? '';
  return { uniqueCode: code.replace(/\D/g, ''), initialPassword: password, page };
}

/** Signs in for the first time and chooses a password. */
export async function enterBy(client: Client, sheet: SheetOnScreen): Promise<Page> {
  await client.get('/sign-in');
  await client.post('/sign-in', { uniqueCode: sheet.uniqueCode, password: sheet.initialPassword });
  await client.get('/password');
  return client.post('/password', {
    currentPassword: sheet.initialPassword,
    newPassword: ownPassword,
    repeatPassword: ownPassword,
  });
}
