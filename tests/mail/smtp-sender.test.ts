import { afterEach, describe, expect, test } from 'vitest';
import { simulatedClock } from '../../src/kernel/clock.ts';
import type { Message } from '../../src/platform/mail/mailer.ts';
import { createSmtpSender } from '../../src/platform/mail/smtp-sender.ts';
import { startSmtpServer } from './smtp-server.ts';

const clock = simulatedClock(new Date('2026-11-22T10:02:11Z'));
const from = 'Vahid <no-reply@vahid.example.az>';

const message: Message = {
  channel: 'email',
  to: 'leyla@example.az',
  language: 'az',
  subject: 'Qeydiyyat vərəqəniz',
  text: 'Qeydiyyatınız tamamlandı.\n.tək nöqtə ilə başlayan sətir',
};

const started: { close(): Promise<void> }[] = [];

async function start(refusals: Readonly<Record<string, string>> = {}) {
  const server = await startSmtpServer(refusals);
  const sender = createSmtpSender({ url: server.url, from }, clock);
  started.push(sender, server);
  return { server, sender };
}

afterEach(async () => {
  for (const part of started.splice(0)) await part.close();
});

/** The decoded text of the part that has the given type. */
function partOf(raw: string, type: string): Buffer {
  const part = raw.split(/\r\n--[^\r\n]+\r\n|^--[^\r\n]+\r\n/).find((piece) => piece.includes(`Content-Type: ${type}`));
  const [head = '', ...lines] = (part ?? '').split('\r\n\r\n');
  const body = lines.join('\r\n\r\n');
  if (/Content-Transfer-Encoding: base64/i.test(head)) return Buffer.from(body.replace(/--[^\r\n]+--/g, ''), 'base64');
  const joined = body.replace(/=\r\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

describe('e-mail over SMTP', () => {
  test('arrives whole, in its language, marked as sent by a machine', async () => {
    const { server, sender } = await start();
    expect(await sender.send(message)).toEqual({ ok: true, value: undefined });
    const [mail] = server.mails;
    expect(mail?.from).toBe('no-reply@vahid.example.az');
    expect(mail?.to).toEqual(['leyla@example.az']);
    expect(mail?.raw).toContain('Content-Language: az');
    expect(mail?.raw).toContain('Auto-Submitted: auto-generated');
    expect(mail?.raw).toContain('Date: Sun, 22 Nov 2026 10:02:11 +0000');
    expect(
      partOf(mail?.raw ?? '', 'text/plain')
        .toString('utf8')
        .replaceAll('\r\n', '\n')
        .trim(),
    ).toBe(message.text);
  });

  test('carries the sheet byte for byte', async () => {
    const { server, sender } = await start();
    const bytes = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 256));
    const attachment = { name: 'qeydiyyat-vərəqəsi.pdf', contentType: 'application/pdf', bytes } as const;
    expect((await sender.send({ ...message, attachment })).ok).toBe(true);
    const raw = server.mails[0]?.raw ?? '';
    expect(partOf(raw, 'application/pdf').equals(bytes)).toBe(true);
    expect(raw).toMatch(/Content-Disposition: attachment/);
  });

  test('an address the server does not know is refused for good, and the reason names nobody', async () => {
    const { server, sender } = await start({ 'leyla@example.az': '550 5.1.1 no such user leyla@example.az' });
    expect(await sender.send(message)).toEqual({ ok: false, error: { kind: 'refused', reason: 'smtp_550' } });
    expect(server.mails).toEqual([]);
  });

  test('a full mailbox or a server that is away may pass', async () => {
    const { server, sender } = await start({ 'leyla@example.az': '452 4.2.2 mailbox full' });
    expect(await sender.send(message)).toEqual({ ok: false, error: { kind: 'unavailable', reason: 'smtp_452' } });
    await server.close();
    started.pop();
    const gone = await sender.send(message);
    expect(gone).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  });

  test.each([
    'leyla@example.az, other@example.az',
    'leyla@example.az\r\nBcc: other@example.az',
    'leyla',
    `${'a'.repeat(260)}@b.az`,
  ])('no second recipient or header slips in through an address: %j', async (to) => {
    const { server, sender } = await start();
    expect(await sender.send({ ...message, to })).toEqual({
      ok: false,
      error: { kind: 'refused', reason: 'invalid_address' },
    });
    expect(server.mails).toEqual([]);
  });

  test('no header slips in through a subject', async () => {
    const { server, sender } = await start();
    await sender.send({ ...message, subject: 'Kod\r\nBcc: other@example.az' });
    const head = server.mails[0]?.raw.split('\r\n\r\n')[0] ?? '';
    expect(head).not.toMatch(/^Bcc:/im);
    expect(server.mails[0]?.to).toEqual(['leyla@example.az']);
  });
});
