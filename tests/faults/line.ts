import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line between clients and a server that may move to another port, lose answers, fall silent, or be cut. */
export interface Line {
  readonly port: number;
  /** Where connections lead from now on. */
  leadTo(port: number): void;
  /** The next requests that hold `marker` arrive, and their answers are lost with the connection. */
  loseAnswersTo(marker: string, times: number): void;
  /** Ends every connection. */
  cut(): void;
  /** Nothing arrives on either side until `resume`. */
  stall(): void;
  resume(): void;
  /** Answers lost so far. */
  lost(): number;
  close(): Promise<void>;
}

interface Wire {
  readonly client: Socket;
  readonly server: Socket;
  isDeaf: boolean;
}

const host = '127.0.0.1';

export async function openLine(targetPort: number): Promise<Line> {
  let target = targetPort;
  let isStalled = false;
  let lost = 0;
  const marks: { readonly marker: string; left: number }[] = [];
  const wires = new Set<Wire>();

  /** True when the answer to these bytes is to be lost. */
  function isMarked(bytes: Buffer): boolean {
    const mark = marks.find(({ marker, left }) => left > 0 && bytes.includes(marker));
    if (!mark) return false;
    mark.left -= 1;
    lost += 1;
    return true;
  }

  function join(client: Socket): void {
    const server = connect({ port: target, host });
    const wire: Wire = { client, server, isDeaf: false };
    wires.add(wire);
    client.on('data', (bytes: Buffer) => {
      wire.isDeaf ||= isMarked(bytes);
      server.write(bytes);
    });
    server.on('data', (bytes: Buffer) => {
      if (wire.isDeaf) end(wire);
      else client.write(bytes);
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      if (isStalled) socket.pause();
      socket.on('error', () => undefined).on('close', () => end(wire));
    }
  }

  function end(wire: Wire): void {
    wires.delete(wire);
    wire.client.destroy();
    wire.server.destroy();
  }

  const listener = createServer(join);
  const port = await listen(listener);
  const hold = (pauses: boolean) => {
    isStalled = pauses;
    for (const { client, server } of wires)
      for (const socket of [client, server]) socket[pauses ? 'pause' : 'resume']();
  };
  return {
    port,
    leadTo: (next) => {
      target = next;
    },
    loseAnswersTo: (marker, times) => marks.push({ marker, left: times }),
    cut: () => {
      for (const wire of wires) end(wire);
    },
    stall: () => hold(true),
    resume: () => hold(false),
    lost: () => lost,
    close: () => {
      for (const wire of wires) end(wire);
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the system gave no port'));
      else resolve(address.port);
    });
  });
}
