import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came over the wire. */
  readonly raw: string;
}

export interface SmtpTestServer {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  close(): Promise<void>;
}

/** A mail server that keeps what it gets and refuses recipients as it is told: `{'nobody@example.az': '550 …'}`. */
export async function startSmtpServer(refusals: Readonly<Record<string, string>> = {}): Promise<SmtpTestServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    converse(socket, refusals, mails);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(socket: Socket, refusals: Readonly<Record<string, string>>, mails: ReceivedMail[]): void {
  let mail = { from: '', to: [] as string[] };
  let data: string[] | undefined;
  let rest = '';
  const answer = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string) => {
    if (/^(EHLO|HELO)/i.test(line)) return answer('250 test');
    if (/^MAIL FROM:/i.test(line)) {
      mail = { from: addressIn(line), to: [] };
      return answer('250 ok');
    }
    if (/^RCPT TO:/i.test(line)) {
      const refusal = refusals[addressIn(line)];
      if (refusal === undefined) mail.to.push(addressIn(line));
      return answer(refusal ?? '250 ok');
    }
    if (/^DATA/i.test(line)) {
      data = [];
      return answer('354 go on');
    }
    return answer(/^QUIT/i.test(line) ? '221 bye' : '250 ok');
  };
  answer('220 test');
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (data === undefined) command(line);
      else if (line === '.') {
        mails.push({ ...mail, raw: data.join('\r\n') });
        data = undefined;
        answer('250 kept');
      } else data.push(line.startsWith('..') ? line.slice(1) : line);
    }
  });
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}
