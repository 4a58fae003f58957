import { createNotifier, type NotifierOptions, type SimulatedNotifier } from '../kit/simulated-notifier.ts';
import type { NotificationBody } from './wire-notifications.ts';

/** What a provider has to tell, without its name and its instant. */
type Told = NotificationBody extends infer Body
  ? Body extends object
    ? Omit<Body, 'id' | 'happenedAt'>
    : never
  : never;

export interface NativeRestNotifier extends Pick<SimulatedNotifier, 'sent'> {
  /** Tells the hub; the same `id` again is a repeat. Returns the hub's HTTP status. */
  tell(told: Told, as?: { readonly id?: string; readonly happenedAt?: Date }): Promise<number>;
}

type Spoiler = (body: Readonly<Record<string, unknown>>) => string;

/** Defects in what a call says; `notice-contradicts` and `notice-unknown-payment` are well-formed lies. */
export const notificationSpoilers: Readonly<Record<string, Spoiler>> = {
  'notice-contradicts': (body) => written({ ...body, state: body['state'] === 'confirmed' ? 'rejected' : 'confirmed' }),
  'notice-unknown-payment': (body) => written({ ...body, reference: '7700000000000042' }),
  'notice-extra-field': (body) => written({ ...body, final: true }),
  'notice-no-id': (body) => written(without(body, 'id')),
  'notice-no-instant': (body) => written(without(body, 'happenedAt')),
  'notice-local-time': (body) => written({ ...body, happenedAt: '2026-11-20T12:15:30+04:00' }),
  'notice-unknown-type': (body) => written({ ...body, type: 'refund' }),
  'notice-unknown-state': (body) => written({ ...body, state: 'settled' }),
  'notice-state-list': (body) => written({ ...body, state: ['confirmed'] }),
  'notice-number-reference': (body) => written(body).replace(/"reference":"(\d+)"/, '"reference":$1'),
  'notice-duplicate-key': (body) => written(body).replace('"state":', '"state":"rejected","state":'),
  'notice-prototype-key': (body) => written(body).replace(/}$/, ',"__proto__":{"state":"confirmed"}}'),
  'notice-nested': (body) => written(body).replace(/}$/, `,"x":${'['.repeat(2_000)}${']'.repeat(2_000)}}`),
  'notice-too-long': (body) => `${written(body)}${' '.repeat(17_000)}`,
  'notice-html': () => '<!DOCTYPE html><p>Service unavailable</p>',
};

/** A provider that speaks the hub's own REST protocol, as it calls the hub. */
export function nativeRestNotifier(options: NotifierOptions): NativeRestNotifier {
  const notifier = createNotifier(options);
  let told = 0;
  return {
    sent: notifier.sent,
    tell(what, { id, happenedAt } = {}) {
      told += 1;
      const at = (happenedAt ?? options.now()).toISOString();
      const body = { id: id ?? `n-${options.now().getTime()}-${told}`, happenedAt: at, ...what };
      const rule = options.provider.faults.rules().find(({ fault }) => Object.hasOwn(notificationSpoilers, fault));
      const spoil = rule && notificationSpoilers[rule.fault];
      return notifier.send(spoil ? spoil(body) : written(body));
    },
  };
}

function without(body: Readonly<Record<string, unknown>>, member: string): object {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== member));
}

function written(body: object): string {
  return JSON.stringify(body);
}
