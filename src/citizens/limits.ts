import type { ThrottleRule } from '../platform/throttle/throttle.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long a code lives, and how many wrong tries it stands. */
export const codeMinutes = 10;
export const codeTries = 5;

/** Codes of one registration, the first included. */
export const codesPerRegistration = 4;

/** How long a registration waits for its accounts and its code. */
export const registrationMs = 2 * hour * 1000;

/** Accounts of one registration that the provider did not confirm. */
export const accountFailuresPerRegistration = 5;

/** A session ends after this much silence, and at the latest this long after the sign-in. */
export const sessionIdleMs = 15 * minute * 1000;
export const sessionMs = 12 * hour * 1000;

/** How exact the time of the last request is kept; more exact would be a write at every request. */
export const sessionTouchMs = minute * 1000;

/** How long messages that are no codes are worth delivering. */
export const noticeUsefulMs = 3 * day * 1000;

/**
 * Mobile operators put many people behind one address, so the rules by network are wide; those by person, contact and code
 * are what stops guessing and nuisance.
 */
export const rules = {
  registrationByNetwork: { scope: 'registration-network', limit: 60, windowSeconds: hour },
  registrationByPerson: { scope: 'registration-person', limit: 10, windowSeconds: day },
  /** Messages to one telephone or mailbox, whoever's name they are asked for in. */
  codesByContact: { scope: 'code-contact', limit: 10, windowSeconds: day },
  confirmationByNetwork: { scope: 'confirmation-network', limit: 120, windowSeconds: hour },
  accountGuessByNetwork: { scope: 'account-guess-network', limit: 40, windowSeconds: day },
  signInByPair: { scope: 'sign-in-pair', limit: 10, windowSeconds: 15 * minute },
  signInByCode: { scope: 'sign-in-code', limit: 20, windowSeconds: hour },
  signInByDevice: { scope: 'sign-in-device', limit: 10, windowSeconds: 15 * minute },
  signInByNetwork: { scope: 'sign-in-network', limit: 150, windowSeconds: 15 * minute },
  passwordChange: { scope: 'password-change', limit: 10, windowSeconds: 15 * minute },
  renewalByCode: { scope: 'renewal-code', limit: 5, windowSeconds: hour },
  renewalByNetwork: { scope: 'renewal-network', limit: 60, windowSeconds: hour },
} as const satisfies Readonly<Record<string, ThrottleRule>>;
