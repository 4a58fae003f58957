import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hubLoader } from './bundle.ts';
import type { HubOrder, HubProcessSettings, HubReport } from './hub-orders.ts';

/** A living process of the hub. */
export interface HubProcess {
  readonly settings: HubProcessSettings;
  readonly child: ChildProcess;
  /** Resolves when it is dead, whatever ended it. */
  readonly ended: Promise<void>;
  /** Resolves when its doors are open; rejects when it fails or dies before. */
  readonly open: Promise<void>;
  tell(order: HubOrder): void;
}

export interface ProcessYard {
  /** Gives a loaded process its part. What it says is heard by `onReport`. */
  start(settings: HubProcessSettings, onReport: (report: HubReport) => void): HubProcess;
  close(): Promise<void>;
}

const openWithinMs = 30_000;

/** Keeps processes that have loaded their code and wait for a part: one that was killed is replaced at once. */
export function openYard(options: {
  readonly file: string;
  readonly spares: number;
  /** Where the processes write their log. */
  readonly logFile: string;
}): ProcessYard {
  const log = openSync(options.logFile, 'a');
  const all = new Set<ChildProcess>();
  const spares: ChildProcess[] = [];

  function load(): ChildProcess {
    const child = fork(hubLoader, [options.file], { execArgv: [], stdio: ['ignore', log, log, 'ipc'] });
    all.add(child);
    child.once('exit', () => all.delete(child));
    child.on('error', () => undefined);
    return child;
  }

  function fill(): void {
    while (spares.length < options.spares) spares.push(load());
  }
  fill();

  return {
    start(settings, onReport) {
      const child = spares.shift() ?? load();
      fill();
      return playing(child, settings, onReport);
    },
    async close() {
      for (const child of all) child.kill('SIGKILL');
      while (all.size > 0) await sleep(10);
      closeSync(log);
    },
  };
}

function playing(child: ChildProcess, settings: HubProcessSettings, hear: (report: HubReport) => void): HubProcess {
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  const tell = (order: HubOrder) => {
    if (child.connected) child.send(order, () => undefined);
  };
  const open = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => settle('did not open'), openWithinMs);
    const settle = (failure?: string) => {
      clearTimeout(timer);
      if (failure === undefined) resolve();
      else reject(new Error(`${settings.name} ${failure}`));
    };
    child.on('message', (report: HubReport) => {
      hear(report);
      if (report.kind === 'open') settle();
      if (report.kind === 'failed') settle(report.reason);
    });
    void ended.then(() => settle('died before it opened'));
  });
  open.catch(() => undefined);
  tell({ kind: 'start', settings });
  return { settings, child, ended, open, tell };
}
