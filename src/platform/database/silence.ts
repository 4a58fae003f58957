import type { Socket } from 'node:net';
import type { ClientBase } from 'pg';

/** Parts of the driver's client that its types leave open. */
interface OpenClient {
  readonly connection: { readonly stream: Socket };
  /** False while a statement is under way. */
  readonly readyForQuery: boolean;
}

/** The server said nothing for so long that its connection was ended. Whether it did what was asked, nobody knows. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

export function streamOf(client: ClientBase): Socket {
  return (client as unknown as OpenClient).connection.stream;
}

/** A connection is looked at so many times in the time that it may be silent: it is ended a quarter of that late at most. */
const looks = 8;

/**
 * Ends a connection on which nothing was heard for so long while a statement was under way; whoever waits on it is told. What is sent
 * meanwhile proves nothing. The connection has one timer: the driver's own `query_timeout` makes one for each statement, and with it all
 * that the statement brought may outlive the next young collections: a sixth of what a busy lane takes (decision 0066).
 */
export function endWhenSilent(client: ClientBase, afterMs: number): void {
  const stream = streamOf(client);
  let heardBytes = stream.bytesRead;
  let silentLooks = 0;
  const timer = setInterval(() => {
    const isSilent = !(client as unknown as OpenClient).readyForQuery && stream.bytesRead === heardBytes;
    heardBytes = stream.bytesRead;
    silentLooks = isSilent ? silentLooks + 1 : 0;
    // The statement may have begun just before the first of them.
    if (silentLooks > looks) stream.destroy(new ServerSilent(`the database has not answered for ${afterMs} ms`));
  }, afterMs / looks);
  timer.unref();
  stream.once('close', () => clearInterval(timer));
}
