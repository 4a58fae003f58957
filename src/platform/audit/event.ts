/** Who did something. A visitor is a person who has not signed in. */
export interface AuditActor {
  readonly kind: 'visitor' | 'citizen' | 'teller' | 'agent' | 'operator' | 'system';
  readonly id: string | null;
}

/** What was done, in ids and codes: never a name, a number of a card, a telephone or an account. */
export interface AuditEvent {
  readonly actor: AuditActor;
  /** `citizen.registered`: what it was done to, and what. */
  readonly action: string;
  readonly target: { readonly kind: string; readonly id: string | null };
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}
