/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Operator, OperatorState } from './model.ts';

export interface OperatorService {
  /** At most 1,000, by login. */
  list(): Promise<readonly Operator[]>;
  /** A new operator and the secret, which is handed out once. Refuses: invalid_request (login is taken or not well formed). */
  add(login: string): Promise<Result<{ readonly operator: Operator; readonly secret: string }, Refusal>>;
  /** A new secret; every earlier token ends. Refuses: not_found. */
  renewSecret(login: string): Promise<Result<string, Refusal>>;
  /** Suspends or readmits; a suspension ends every token at once. Refuses: not_found. */
  changeState(login: string, state: OperatorState): Promise<Result<Operator, Refusal>>;

  /** An active operator by login, for commands on the hub's own machine. Refuses: not_found, forbidden (suspended). */
  getActive(login: string): Promise<Result<Operator, Refusal>>;
  /** By id, at most 1,000 ids; unknown ids are absent. */
  findLogins(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * The operator behind credentials. An unknown login, a wrong secret and a suspended operator get the same answer and cost
   * the same work. Refuses: invalid_credentials, temporarily_unavailable.
   */
  verify(login: string, secret: string): Promise<Result<Operator, Refusal>>;
  /** The operator behind a token, to be asked at every call. Refuses: invalid_token. */
  authorize(token: { readonly operatorId: string; readonly tokenVersion: number }): Promise<Result<Operator, Refusal>>;
}
