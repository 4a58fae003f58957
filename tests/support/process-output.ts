import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** A process of the test with what it has said so far, both streams in the order of arrival. */
export interface WatchedProcess {
  readonly child: ChildProcess;
  text(): string;
  /** Resolves with the first match of what the process says; rejects when it ends before, or says it not for minutes. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const longestWaitMs = 150_000;

export function watchProcess(child: ChildProcess): WatchedProcess {
  let text = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text += chunk.toString('utf8');
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  return {
    child,
    ended,
    text: () => text,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const giveUp = (why: string) => {
          finish();
          reject(new Error(`${why} before it said ${String(pattern)}:\n${text}`));
        };
        const timer = setTimeout(() => giveUp('waited long'), longestWaitMs);
        const look = () => {
          const found = pattern.exec(text);
          if (!found) return;
          finish();
          resolve(found);
        };
        const finish = () => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        listeners.add(look);
        void ended.then((how) => giveUp(`the process ended (${how})`));
        look();
      }),
  };
}

/**
 * A port that nobody listened on a moment ago, and that no connection gets by chance: systems take the ports of those from
 * higher up, and one of them would keep a hub from coming back to its own.
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error('no port');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
