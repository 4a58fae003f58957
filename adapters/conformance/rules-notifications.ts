import type { NotificationReading } from '../../src/kernel/notification-contract.ts';
import type { notifierFaults } from '../kit/simulated-notifier.ts';
import { known, type Bench } from './bench.ts';
import { expectSame, expectTrue, rule, type Check } from './check.ts';
import { openDoor } from './notification-door.ts';
import type { NotifyingSubject, Subject, SubjectNotifier } from './subject.ts';

const notifies = ({ adapter }: Pick<Subject, 'adapter'>): boolean =>
  adapter.metadata.capabilities.includes('notifications');

const key = { id: 'gas-1a2b3c4d', secret: Buffer.from('the secret of both, 32 bytes long') };
const earlier = { id: 'gas-00000000', secret: Buffer.from('another secret, thirty-two bytes!') };
const now = new Date('2026-11-20T08:20:00Z');

/** What is asked of adapters whose providers call the hub of their own accord. */
export const notificationRules: readonly Check[] = [
  rule('what a provider tells is read as it was sent (P20)', readsWhatWasSent, notifies),
  rule('a repeat of a call is told from a new one (P20)', tellsRepeats, notifies),
  rule('while a secret is renewed both are good, and none other (P20)', readsBothKeys, notifies),
  rule('what a call says is no answer: the status decides (P20)', decidesNothing, notifies),
  rule('a call about a payment of nobody names it, and is read (P20)', readsStrangers, notifies),
];

/** One check for each way in which a call can be wrong. */
export function notificationDefects(subjects: readonly Subject[]): readonly Check[] {
  const ofSigning = signingDefects.map(({ title, fault, kind }) => defect({ title, fault, kind }, notifies));
  const ofBodies = subjects.flatMap((subject) =>
    (subject.notifications?.defects ?? []).map(({ title, fault }) =>
      defect({ title, fault, kind: 'malformed' }, (one) => one === subject),
    ),
  );
  return [...ofSigning, ...ofBodies];
}

interface CallDefect {
  readonly title: string;
  readonly fault: string;
  /** What the adapter has to say of it. */
  readonly kind: Exclude<NotificationReading['kind'], 'read'>;
}

const signingDefects: readonly (CallDefect & { readonly fault: (typeof notifierFaults)[number] })[] = [
  { title: 'without a signature', fault: 'notice-unsigned', kind: 'not-signed' },
  { title: 'signed with another secret', fault: 'notice-wrong-signature', kind: 'not-signed' },
  { title: 'signed with an unknown key', fault: 'notice-unknown-key', kind: 'not-signed' },
  { title: 'signed over another body', fault: 'notice-another-body', kind: 'not-signed' },
  { title: 'signed for another path', fault: 'notice-another-path', kind: 'not-signed' },
  { title: 'signed for another method', fault: 'notice-another-method', kind: 'not-signed' },
  { title: 'without the digest that was signed', fault: 'notice-without-digest', kind: 'not-signed' },
  { title: 'with two signatures', fault: 'notice-signed-twice', kind: 'not-signed' },
  { title: 'signed an hour ago', fault: 'notice-stale', kind: 'stale' },
  { title: 'signed an hour ahead', fault: 'notice-early', kind: 'stale' },
];

function defect({ title, fault, kind }: CallDefect, applies: Check['applies']): Check {
  return {
    ...{ id: 'P20', title: `a call ${title} [notification]`, kind: 'defect', applies },
    run: (bench) =>
      calling(bench, async ({ notifier, readings }) => {
        bench.provider.faults.set([{ fault }]);
        await notifier.payment('1000000000000042', 'confirmed');
        return expectSame(
          'read',
          readings().map((reading) => reading?.kind),
          [kind],
        );
      }),
  };
}

interface Calling {
  readonly notifier: SubjectNotifier;
  /** What the adapter makes of everything that came so far. */
  readonly readings: () => readonly (NotificationReading | undefined)[];
}

async function calling(
  { subject, provider, port }: Bench,
  work: (parts: Calling) => Promise<readonly string[]>,
  keys = [key],
): Promise<readonly string[]> {
  const notifications = subject.notifications;
  if (!notifications) return ['the subject has no notifier'];
  const door = await openDoor();
  try {
    const notifier = makeNotifier(notifications, { provider, url: door.url });
    const readings = () => door.messages().map((message) => port.readNotification?.(message, { keys, now }));
    return await work({ notifier, readings });
  } finally {
    await door.close();
  }
}

function makeNotifier(
  notifications: NotifyingSubject,
  { provider, url }: Pick<Bench, 'provider'> & { readonly url: string },
): SubjectNotifier {
  return notifications.makeNotifier({
    provider,
    door: { url, keyId: key.id, secret: key.secret },
    now: () => now,
  });
}

function notifiedOf(reading: NotificationReading | undefined): unknown {
  return reading?.kind === 'read' ? reading.notification.notified : reading?.kind;
}

function readsWhatWasSent(bench: Bench): Promise<readonly string[]> {
  return calling(bench, async ({ notifier, readings }) => {
    const { reference } = bench.payment();
    await notifier.payment(reference, 'confirmed');
    await notifier.payment(reference, 'reversed');
    await notifier.debt(known.account);
    const told = [
      { kind: 'payment', reference, outcome: 'confirmed' },
      { kind: 'payment', reference, outcome: 'reversed' },
      { kind: 'debt', account: known.account },
    ];
    const [first] = readings();
    return [
      ...expectSame('told', readings().map(notifiedOf), told),
      ...expectSame('key', first?.kind === 'read' ? first.keyId : first?.kind, key.id),
      ...expectSame('signed', first?.kind === 'read' ? first.signedAt : first?.kind, now),
    ];
  });
}

function tellsRepeats(bench: Bench): Promise<readonly string[]> {
  return calling(bench, async ({ notifier, readings }) => {
    const { reference } = bench.payment();
    await notifier.payment(reference, 'confirmed', 'n-1');
    await notifier.payment(reference, 'confirmed', 'n-1');
    bench.provider.faults.set([{ fault: 'notice-replayed' }]);
    await notifier.payment(reference, 'confirmed', 'n-2');
    const read = readings().flatMap((reading) => (reading?.kind === 'read' ? [reading] : []));
    const [first, again, replayed] = read;
    return [
      ...expectSame(
        'ids',
        read.map(({ notification }) => notification.id),
        ['n-1', 'n-1', 'n-1'],
      ),
      ...expectTrue('sent anew under the nonce of before', first?.nonce !== again?.nonce),
      ...expectSame('nonce of a replay', replayed?.nonce, again?.nonce),
    ];
  });
}

async function readsBothKeys(bench: Bench): Promise<readonly string[]> {
  const kindsWith = (keys: readonly (typeof key)[]) =>
    calling(
      bench,
      async ({ notifier, readings }) => {
        await notifier.debt(known.account);
        return readings().map((reading) => reading?.kind ?? 'nothing');
      },
      [...keys],
    );
  return [
    ...expectSame('both', await kindsWith([earlier, key]), ['read']),
    ...expectSame('the other alone', await kindsWith([earlier]), ['not-signed']),
    ...expectSame('none', await kindsWith([]), ['not-signed']),
  ];
}

async function decidesNothing(bench: Bench): Promise<readonly string[]> {
  const { port, payment, provider } = bench;
  const request = payment();
  await port.pay(request);
  return calling(bench, async ({ notifier, readings }) => {
    provider.faults.set([{ fault: 'notice-contradicts' }]);
    await notifier.payment(request.reference, 'confirmed');
    const [reading] = readings();
    return [
      ...expectSame('told', notifiedOf(reading), {
        ...{ kind: 'payment', reference: request.reference, outcome: 'rejected' },
      }),
      ...expectSame('status', (await port.status(request)).kind, 'confirmed'),
    ];
  });
}

async function readsStrangers(bench: Bench): Promise<readonly string[]> {
  const { port, payment, provider } = bench;
  return calling(bench, async ({ notifier, readings }) => {
    provider.faults.set([{ fault: 'notice-unknown-payment' }]);
    await notifier.payment(payment().reference, 'confirmed');
    const [reading] = readings();
    const notified = reading?.kind === 'read' ? reading.notification.notified : undefined;
    const reference = notified?.kind === 'payment' ? notified.reference : '';
    return [
      ...expectSame('reference', reference, '7700000000000042'),
      ...expectSame('status', (await port.status({ ...payment(), reference })).kind, 'not-found'),
    ];
  });
}
