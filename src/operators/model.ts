/** A suspended operator is refused from the next call on; what they proposed or approved stays. */
export type OperatorState = 'active' | 'suspended';

/** A person at the hub itself, who proposes and approves changes of its data. */
export interface Operator {
  readonly id: string;
  /** Small letters, digits, point, hyphen, underscore; never changed. */
  readonly login: string;
  readonly state: OperatorState;
  /** Stands in every token; a token with another number is worthless. */
  readonly tokenVersion: number;
  readonly createdAt: Date;
}

const loginPattern = /^[a-z][a-z0-9._-]{1,39}$/;

export function isLogin(text: string): boolean {
  return loginPattern.test(text);
}
