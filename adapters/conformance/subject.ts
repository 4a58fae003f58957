import type { Adapter, PayRequest } from '../../src/kernel/adapter.ts';
import type { NotifiedOutcome } from '../../src/kernel/notification-contract.ts';
import type { FaultRule, Operation } from '../kit/fault-script.ts';
import type { NotifierOptions } from '../kit/simulated-notifier.ts';
import type { Simulator, SimulatorOptions } from '../kit/simulated-protocol.ts';

/** An adapter with the simulator it is held against, and what the suite must know to connect them. */
export interface Subject {
  readonly adapter: Adapter;
  startSimulator(options?: SimulatorOptions): Promise<Simulator>;
  /** Adapter settings that fit the simulator and carry its credentials. */
  readonly settings: Readonly<Record<string, string>>;
  /** The same with other credentials. */
  readonly wrongSettings: Readonly<Record<string, string>>;
  /** The `Authorization` header that `settings` make, where the protocol has one. */
  readonly authorization?: string;
  /** The key that is among `settings`, where the protocol signs instead. */
  readonly secret?: string;
  /** The longest reference that the protocol carries whole, and the one that a sloppy reader spoils first. */
  readonly references: readonly string[];
  /** What lines of a statement say beside reference and amount; null where the protocol has none. */
  readonly statement: { readonly tellsAccount: boolean; readonly tellsCancelled: boolean } | null;
  /** Input field of the proof, and the settings that make the adapter send it; null where nothing can be proven. */
  readonly proof: { readonly field: string; readonly settings: Readonly<Record<string, string>> } | null;
  /** What the protocol cannot tell. */
  readonly lacks?: readonly Telling[];
  /** What the provider's books call a payment, where the protocol has another form for our reference of sixteen digits. */
  readonly nameOf?: (request: PayRequest) => string;
  /** Present where a payment is reserved first and confirmed then. */
  readonly steps?: 2;
  /** Fault that makes the provider send personal data in a free text; null where the protocol has none. */
  readonly chatter: string | null;
  /** Present where the provider calls the hub of its own accord. */
  readonly notifications?: NotifyingSubject;
  /** Oddities of real providers that the adapter takes, with the settings that allow it. */
  readonly tolerances: readonly Tolerance[];
  /** Defects of this protocol, beside those of every wire. */
  readonly defects: readonly Defect[];
}

export interface NotifyingSubject {
  makeNotifier(options: NotifierOptions): SubjectNotifier;
  /** Defects in what a call says. Each makes it unreadable. */
  readonly defects: readonly { readonly title: string; readonly fault: string }[];
}

/** A simulated provider as it calls the hub. Both return the hub's HTTP status. */
export interface SubjectNotifier {
  payment(reference: string, outcome: NotifiedOutcome, id?: string): Promise<number>;
  debt(account: string): Promise<number>;
}

export interface Tolerance {
  readonly title: string;
  readonly fault: string;
  readonly settings: Readonly<Record<string, string>>;
  /** False where the oddity leaves out the provider's own number. */
  readonly tellsTransaction: boolean;
}

/** Anything of an account, bills beside the sum, an overpayment, a number that the provider gives a payment. */
type Telling = 'accounts' | 'bills' | 'credit' | 'number';

/** Can the protocol tell this? */
export function tells(what: Telling): (subject: Pick<Subject, 'lacks'>) => boolean {
  return ({ lacks }) => !(lacks ?? []).includes(what);
}

/** The step of a payment that books it: the second, where there are two. */
export function bookingStep({ steps }: Pick<Subject, 'steps'>): Operation {
  return steps === 2 ? 'confirm' : 'pay';
}

/** Can a payment be asked about? Otherwise a question of its status is answered with "unknown". */
export function tellsStatus({ adapter }: Pick<Subject, 'adapter'>): boolean {
  return adapter.metadata.capabilities.includes('status');
}

/** Something wrong at the provider's end that an adapter must answer with "unknown" and never with success. */
export interface Defect {
  /** Case of the fault list, such as `P4`. */
  readonly id: string;
  readonly title: string;
  /** With `operations` only some steps of what is tried meet it: what proves a payment, say. */
  readonly rule: FaultRule;
  /** Where it is tried. */
  readonly operations: readonly Operation[];
  /** True where the answer does not come in time, so that the check waits for a time-out. */
  readonly waits?: boolean;
  /** True where `rule.target` is to be the address of a listener that nobody may call. */
  readonly baits?: boolean;
}
