import type { FaultPoint } from '../../src/kernel/fault-port.ts';

/** What a process does when it reaches a point for the n-th time: it dies, or stands still and then goes on as if nothing were. */
export interface PointOrder {
  readonly point: FaultPoint;
  readonly nth: number;
  readonly act: 'kill' | { readonly stallMs: number };
}

/** The business clock of a process. Money is stamped with the database's time and `shiftMs`, which all processes share. */
export interface ClockOrder {
  /** Whole days that have passed since the schedule began. */
  readonly shiftMs: number;
  /** How far the process's own clock is wrong. */
  readonly skewMs: number;
  /** True while the process's clock stands still. */
  readonly isStopped: boolean;
}

export interface HubProcessSettings {
  readonly role: 'api' | 'worker';
  readonly name: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly dataDir: string;
  readonly port: number;
  readonly clock: ClockOrder;
  readonly points: readonly PointOrder[];
}

/** What the harness tells a process. */
export type HubOrder =
  | { readonly kind: 'start'; readonly settings: HubProcessSettings }
  | { readonly kind: 'clock'; readonly clock: ClockOrder }
  | { readonly kind: 'arm'; readonly order: PointOrder }
  | { readonly kind: 'close-days' };

/** What a process tells the harness. */
export type HubReport =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'reached'; readonly point: FaultPoint }
  | { readonly kind: 'problem'; readonly reason: string };
