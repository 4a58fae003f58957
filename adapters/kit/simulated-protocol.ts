import type { Clock } from '../../src/kernel/clock.ts';
import type { Currency, Minor } from '../../src/kernel/money.ts';
import type { FaultRule, FaultScript, Operation } from './fault-script.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedBooks } from './simulated-books.ts';
import type { SimulatedReply } from './simulated-reply.ts';

/** A request as a protocol reads it; the path begins behind the provider's code. */
export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** What a simulated provider is, in any protocol. */
export interface ProviderOptions {
  readonly currency: Currency;
  readonly accounts: readonly SimulatedAccount[];
  readonly faults?: readonly FaultRule[];
  /** Exact `Authorization` header that is demanded; anybody may ask when absent. */
  readonly authorization?: string;
  /** Key by which requests and answers are signed, where the protocol signs. */
  readonly secret?: string;
  /** Smallest and largest payment taken, inclusive. */
  readonly minimum?: Minor;
  readonly maximum?: Minor;
}

export interface SimulatedProvider {
  readonly code: string;
  /** Address for the hub's entry of the provider. */
  readonly endpoint: string;
  readonly options: ProviderOptions;
  readonly books: SimulatedBooks;
  readonly faults: FaultScript;
  /** How many requests of a kind have arrived, those that met a fault included. */
  calls(operation: Operation): number;
}

/** One request on its way through a protocol, with the faults that strike it. */
export interface SimulatedExchange {
  readonly provider: SimulatedProvider;
  readonly request: SimulatedRequest;
  readonly operation: Operation;
  /** Instant to book with: the simulator's clock, or without one what the request calls its own time. */
  bookingTime(requestTime: Date): Date;
  hasFault(name: string): boolean;
}

/** A protocol as the provider's side speaks it. */
export interface SimulatedProtocol {
  /** Defects that `answer` or `spoil` know by name. */
  readonly defects: readonly string[];
  /** What is asked, and of which reference or account; undefined when it is none of the protocol's requests. */
  identify(request: SimulatedRequest): { readonly operation: Operation; readonly subject: string } | undefined;
  answer(exchange: SimulatedExchange): SimulatedReply;
  /** What a wrong `Authorization` header gets; HTTP 401 where the protocol does not say otherwise. */
  unauthorized?(request: SimulatedRequest): SimulatedReply;
  /** Spoils an answer by a defect of the protocol; returns it unchanged for any other. */
  spoil(reply: SimulatedReply, rule: FaultRule, exchange: SimulatedExchange): SimulatedReply;
}

export interface SimulatorOptions {
  /** 0 or absent: a free port. */
  readonly port?: number;
  /** Loopback unless told; the control route answers loopback only, wherever the simulator listens. */
  readonly host?: string;
  /** Folder for the books, one file for each provider; without it they die with the process. */
  readonly directory?: string;
  /** Force every entry of the books to the disk before it is answered. */
  readonly sync?: boolean;
  readonly clock?: Clock;
}

export interface Simulator {
  readonly url: string;
  registerProvider(code: string, options: ProviderOptions): SimulatedProvider;
  provider(code: string): SimulatedProvider;
  books(code: string): SimulatedBooks;
  faults(code: string): FaultScript;
  /** Refuses connections from here on, as a provider whose server is off. */
  stopListening(): Promise<void>;
  listenAgain(): Promise<void>;
  close(): Promise<void>;
}
