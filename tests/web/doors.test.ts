import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { agreed, enterBy, openClient, registerBy } from './client.ts';
import { household } from './sample-accounts.ts';

let fixture: CabinetFixture;

beforeAll(async () => {
  fixture = await cabinetFixture();
});

afterAll(() => fixture.close());

describe('every page', () => {
  test.each(['/', '/register', '/sign-in', '/password/lost', '/mailbox', '/lost'])(
    '%s runs nothing inline, stands in no frame and stays in no cache',
    async (path) => {
      const page = await openClient(fixture).get(path);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('cache-control')).toBe('no-store');
      const policy = page.headers.get('content-security-policy') ?? '';
      for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toContain('unsafe');
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.text).not.toMatch(/<[^>]+ (style|on[a-z]+)=/);
      expect(page.text).not.toMatch(/<script(?![^>]* src=)/);
    },
  );

  test('its files are kept for a year, since their names change with them', async () => {
    const client = openClient(fixture);
    const page = await client.get('/');
    const [path = ''] = /\/assets\/cabinet-[0-9a-f]+\.css/.exec(page.text) ?? [];
    const file = await client.get(path);
    expect(file.status).toBe(200);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await client.get('/assets/cabinet-000000000000.css')).status).toBe(404);
  });
});

describe('a form that was not sent from our page', () => {
  test.each([
    ['without a token', { _csrf: '' }],
    ['with a made-up token', { _csrf: 'abcdefgh-1234567890' }],
  ])('changes nothing %s', async (_how, fields) => {
    const client = openClient(fixture);
    await client.get('/register');
    const refused = await client.post('/register', { ...agreed, ...fields });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('The page was open for too long');
    expect(client.cookies.has('registration')).toBe(false);
  });

  test('changes nothing with the token of another browser', async () => {
    const [mine, theirs] = [openClient(fixture), openClient(fixture)];
    await mine.get('/register');
    const page = await theirs.get('/register');
    const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await mine.post('/register', { ...agreed, _csrf: token })).status).toBe(403);
  });

  test('is refused when it is larger than any of ours, or no form at all', async () => {
    const client = openClient(fixture);
    await client.get('/register');
    expect((await client.post('/register', { ...agreed, fullName: 'x'.repeat(70_000) })).status).toBe(413);
    const json = await fetch(`${fixture.url}/register`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(403);
  });
});

test('of a sandbox say in each language that no money is real; those of a live hub do not', async () => {
  const sandbox = await cabinetFixture({ isSandbox: true });
  try {
    for (const path of ['/', '/sign-in', '/teller/sign-in', '/lost']) {
      expect((await openClient(sandbox).get(path)).text).toContain('Sandbox: no real money');
      expect((await openClient(fixture).get(path)).text).not.toContain('Sandbox: no real money');
    }
    for (const [language, words] of [
      ['az', 'Sınaq: pul həqiqi deyil'],
      ['ru', 'Проба: деньги не настоящие'],
    ] as const) {
      const page = await fetch(`${sandbox.url}/`, { headers: { 'accept-language': language } });
      expect(await page.text()).toContain(words);
    }
  } finally {
    await sandbox.close();
  }
});

describe('cookies', () => {
  const cookiesOf = async (publicUrl: string) => {
    const other = await cabinetFixture({ publicUrl });
    try {
      const client = openClient(other);
      const page = await client.get('/register');
      const started = await client.post('/register', agreed);
      return [...page.headers.getSetCookie(), ...started.headers.getSetCookie()];
    } finally {
      await other.close();
    }
  };

  test('over HTTPS are Secure and bound to this host', async () => {
    const lines = await cookiesOf('https://vahid.example');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^__Host-[a-z]+=[^;]+; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  test('on one’s own machine work over HTTP, out of reach of scripts all the same', async () => {
    const lines = await cookiesOf('http://localhost:3000');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^[a-z]+=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
  });
});

describe('the language', () => {
  test('is what the browser asks for, until it is chosen; choosing it keeps the place', async () => {
    const client = openClient(fixture, { 'accept-language': 'ru' });
    expect((await client.get('/password/lost')).text).toContain('<html lang="ru">');
    const switched = await client.post('/language', { language: 'az', return: '/password/lost' });
    expect([switched.status, switched.location]).toEqual([303, '/password/lost']);
    expect((await client.get('/password/lost')).text).toContain('<html lang="az">');
    expect((await client.get('/nowhere')).text).toContain('<html lang="az">');
  });

  test('leads nobody to another host', async () => {
    const client = openClient(fixture);
    await client.get('/');
    for (const place of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      expect((await client.post('/language', { language: 'az', return: place })).location).toBe('/');
    }
  });
});

describe('registering', () => {
  const someone = { fin: '1B2C3D4', cardNumber: '87654321', phone: '+994502223344' };

  test('shows a known person the same pages as an unknown one', async () => {
    await registerBy(fixture, openClient(fixture), { person: someone });
    const plain = (text: string) => text.replace(/name="_csrf" value="[^"]+"/g, '').replace(/\/assets\/[^"]+/g, '');
    const walk = async (who: Record<string, string>) => {
      const client = openClient(fixture);
      await client.get('/register');
      const pages = [await client.post('/register', { ...agreed, ...who }), await client.get('/register/accounts')];
      pages.push(await client.get('/register/confirm'), await client.post('/register/confirm', { code: '000000' }));
      return pages.map((page) => [page.status, page.location, plain(page.text)]);
    };
    const known = await walk({ ...someone, phone: '+994509998877' });
    const unknown = await walk({ fin: '9Z8Y7X6', cardNumber: '11112222', phone: '+994509998877' });
    expect(known).toEqual(unknown);
  });

  test('keeps what was typed when something in it is wrong, but no proof', async () => {
    const client = openClient(fixture);
    await client.get('/register');
    const refused = await client.post('/register', { ...agreed, fin: 'OOO', fullName: '<b>Leyla</b>' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('value="&lt;b>Leyla&lt;/b>"');
    expect(refused.text).toContain('href="#field-fin"');
    await client.post('/register', { ...agreed, fin: '4D5E6F7' });
    const link = { provider: 'cez', account: '300123456789', 'field.authorizationCode': '11111111', label: '' };
    const unproven = await client.post('/register/accounts', link);
    expect(unproven.status).toBe(422);
    expect(unproven.text).toContain('value="300123456789"');
    expect(unproven.text).not.toContain('11111111');
  });

  test('hands out the sheet once, and its PDF only to the browser that holds it', async () => {
    const client = openClient(fixture);
    const person = { fin: '7G8H9J0', cardNumber: '55556666', phone: '+994503334455' };
    const { page, initialPassword } = await registerBy(fixture, client, { person, links: [household.gas] });
    const sealed = /name="sheet" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const pdf = await client.post('/register/sheet.pdf', { sheet: sealed });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf.headers.get('cache-control')).toBe('no-store');
    expect(pdf.text.startsWith('%PDF')).toBe(true);
    expect(initialPassword).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4})+$/);
    expect((await client.post('/register/confirm', { code: '000000' })).status).toBe(410);
    const stranger = openClient(fixture);
    await stranger.get('/');
    expect((await stranger.post('/register/sheet.pdf', { sheet: sealed })).status).toBe(410);
  });

  test('begins anew without a registration under way', async () => {
    const client = openClient(fixture);
    for (const path of ['/register/accounts', '/register/confirm']) {
      const page = await client.get(path);
      expect(page.status).toBe(410);
      expect(page.text).toContain('href="/register"');
    }
  });
});

describe('the cabinet', () => {
  const inside = ['/home', '/accounts', '/accounts/add', '/pay', '/history', '/password'];

  test.each(inside)('%s is open only to whoever is signed in, and leads back there', async (path) => {
    const page = await openClient(fixture).get(path);
    expect([page.status, page.location]).toEqual([303, `/sign-in?return=${encodeURIComponent(path)}`]);
  });

  test.each(['/home/lines', '/pay/lines'])('%s is a part of a page: nobody is led back to it alone', async (path) => {
    expect((await openClient(fixture).get(path)).location).toBe('/sign-in');
  });

  test('leads a page that is open and asks for its parts to the sign-in as a whole', async () => {
    const page = await openClient(fixture).get('/home/lines', { 'hx-request': 'true' });
    expect([page.status, page.headers.get('hx-redirect')]).toEqual([200, '/sign-in']);
  });

  test('opens nothing before the initial password was changed', async () => {
    const client = openClient(fixture);
    const person = { fin: '2K3L4M5', cardNumber: '77778888', phone: '+994504445566' };
    const sheet = await registerBy(fixture, client, { person });
    await client.get('/sign-in');
    const entered = await client.post('/sign-in', { uniqueCode: sheet.uniqueCode, password: sheet.initialPassword });
    expect(entered.location).toBe('/password');
    for (const path of ['/home', '/accounts', '/pay', '/history']) {
      expect((await client.get(path)).location).toBe('/password');
    }
    expect((await client.get('/password')).text).toContain('Choose your own password');
    expect((await enterBy(client, sheet)).location).toBe('/home?done=password');
    expect((await client.get('/home')).status).toBe(200);
  });

  test('answers a wrong code and a wrong password alike, and leads back to where one wanted to go', async () => {
    const client = openClient(fixture);
    const person = { fin: '6N7P8Q9', cardNumber: '12121212', phone: '+994505556677' };
    const sheet = await registerBy(fixture, client, { person });
    await enterBy(client, sheet);
    const page = await client.get('/history');
    await client.post('/sign-out');
    const stranger = openClient(fixture);
    await stranger.get('/sign-in?return=%2Fhistory');
    const wrong = (uniqueCode: string) => stranger.post('/sign-in', { uniqueCode, password: 'not this one' });
    const refusals = [await wrong(sheet.uniqueCode), await wrong('482917305563')];
    expect(refusals.map((refusal) => refusal.status)).toEqual([401, 401]);
    expect(new Set(refusals.map(({ text }) => text.replace(/value="[^"]*"/g, ''))).size).toBe(1);
    expect(page.status).toBe(200);
    const { initialPassword: _initial, ...code } = sheet;
    const entered = await stranger.post('/sign-in', {
      uniqueCode: code.uniqueCode,
      password: 'göy üzü bu axşam qırmızıdır',
      return: '/history',
    });
    expect(entered.location).toBe('/history');
    expect(entered.headers.getSetCookie().some((line) => line.startsWith('session='))).toBe(true);
  });

  test('ends with the sign-out, whatever the browser still sends', async () => {
    const client = openClient(fixture);
    const person = { fin: '3R4S5T6', cardNumber: '34343434', phone: '+994506667788' };
    await enterBy(client, await registerBy(fixture, client, { person }));
    await client.get('/home');
    const session = client.cookies.get('session') ?? '';
    expect((await client.post('/sign-out')).location).toBe('/sign-in?why=out');
    expect(client.cookies.has('session')).toBe(false);
    client.cookies.set('session', session);
    expect((await client.get('/home')).location).toBe('/sign-in?why=ended&return=%2Fhome');
  });
});

test('the mailbox page is there only where the mailbox is', async () => {
  const real = await cabinetFixture({ mailbox: false });
  try {
    expect((await openClient(fixture).get('/mailbox')).status).toBe(200);
    expect((await openClient(real).get('/mailbox')).status).toBe(404);
    expect((await openClient(real).get('/')).text).not.toContain('mailbox');
  } finally {
    await real.close();
  }
});

test('a fault of ours is told with a number to ask by, and nothing else of it', async () => {
  const broken = await cabinetFixture();
  await broken.database.db.close();
  const client = openClient(broken);
  await client.get('/sign-in');
  const page = await client.post('/sign-in', { uniqueCode: '482917305563', password: 'x' });
  expect(page.status).toBeGreaterThanOrEqual(500);
  expect(page.text).toContain('Something broke on our side');
  expect(page.text).toContain(page.headers.get('request-id') ?? 'the number of the request');
  expect(page.text).not.toMatch(/\n\s+at |knex|sql|node_modules/i);
  await broken.close();
});
