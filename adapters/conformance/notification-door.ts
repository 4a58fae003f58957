import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NotificationMessage } from '../../src/kernel/notification-contract.ts';

/** A door like the hub's: takes whatever a provider sends, and looks at nothing. */
export interface OpenDoor {
  readonly url: string;
  /** What came so far, the newest last. */
  messages(): readonly NotificationMessage[];
  close(): Promise<void>;
}

export async function openDoor(): Promise<OpenDoor> {
  const messages: NotificationMessage[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      messages.push(messageOf(request, body));
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/provider-notifications/gas`,
    messages: () => messages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function messageOf({ method = '', url = '', rawHeaders }: IncomingMessage, body: Buffer): NotificationMessage {
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
  );
  return { method, target: url, headers, hasBody: body.length > 0, body };
}
