import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { minor } from '../kernel/money.ts';
import type { NewAgent, NewOutlet, NewTeller, TellerChanges } from './api.ts';
import type { OutletLimits } from './model.ts';

const agentCode = /^[a-z][a-z0-9-]{1,31}$/;
const clientId = /^[a-z0-9][a-z0-9-]{2,63}$/;
/** With an underscore, which client ids of agents never have. */
const deviceClientId = /^device_[0-9a-f]{16}$/;
const deviceIdBytes = 8;
const sha256 = /^[0-9a-f]{64}$/;
const placeCode = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;

const shortestSecret = 20;

export function isClientId(text: string): boolean {
  return clientId.test(text);
}

/** Whether a client id is one that the hub made for a device. */
export function isDeviceClientId(text: string): boolean {
  return deviceClientId.test(text);
}

export function makeDeviceClientId(ids: Ids): string {
  return `device_${ids.bytes(deviceIdBytes).toString('hex')}`;
}

/** SHA-256 of a certificate, hexadecimal. */
export function isFingerprint(text: string): boolean {
  return sha256.test(text);
}

/** One, and others while it is renewed or for further systems. */
export const mostCertificates = 5;

/** The code of an outlet or a teller. */
export function isPlaceCode(text: string): boolean {
  return placeCode.test(text);
}

/** The same bounds as the columns have. */
export function agentProblems(agent: NewAgent): FieldProblem[] {
  const names = (['az', 'ru', 'en'] as const).flatMap((language) =>
    textProblem(`/name/${language}`, agent.name[language], 100),
  );
  const hasClient = agent.clientId !== null;
  return [
    ...matchProblem('/code', agent.code, agentCode),
    ...names,
    ...(hasClient ? matchProblem('/clientId', agent.clientId ?? '', clientId) : []),
    ...(hasClient === (agent.kind === 'cabinet')
      ? [{ field: '/clientId', rule: 'required', detail: 'every agent but the cabinet has client credentials' }]
      : []),
    ...(agent.secret !== undefined && agent.secret.length < shortestSecret
      ? [{ field: '/secret', rule: 'too_short', detail: `at least ${shortestSecret} characters` }]
      : []),
  ];
}

export function outletProblems(outlet: NewOutlet): FieldProblem[] {
  return [
    ...matchProblem('/code', outlet.code, placeCode),
    ...textProblem('/name', outlet.name, 200),
    ...textProblem('/address', outlet.address, 300),
    ...limitProblems(outlet),
  ];
}

/** The smallest that each limit may be: nought forbids what it bounds, and a limit of money that is taken bounds some. */
const leastOf = { paymentLimit: 1n, dailyLimit: 1n, reversalLimit: 0n, differenceLimit: 0n } as const;

/** Amounts come to 15 digits at most; so do limits, in minor units. */
const mostOfLimit = minor(10n ** 15n);

/** What is wrong with limits of an agent, an outlet or a teller; absent and null are fine. */
export function limitProblems(limits: Partial<OutletLimits> | TellerChanges): FieldProblem[] {
  return (Object.keys(leastOf) as (keyof typeof leastOf)[]).flatMap((name) => {
    const limit = (limits as Partial<OutletLimits>)[name];
    if (limit === undefined || limit === null || (limit >= leastOf[name] && limit < mostOfLimit)) return [];
    return [{ field: `/${name}`, rule: 'range', detail: leastOf[name] === 0n ? 'nought or more' : 'above zero' }];
  });
}

export function tellerProblems(teller: NewTeller): FieldProblem[] {
  return [
    ...matchProblem('/code', teller.code, placeCode),
    ...textProblem('/name', teller.name, 200),
    ...limitProblems(teller),
  ];
}

function matchProblem(field: string, value: string, pattern: RegExp): FieldProblem[] {
  return pattern.test(value) ? [] : [{ field, rule: 'pattern', detail: `must match ${pattern.source}` }];
}

function textProblem(field: string, value: string, longest: number): FieldProblem[] {
  const isFine = value.trim().length >= 1 && value.length <= longest;
  return isFine ? [] : [{ field, rule: 'length', detail: `1 to ${longest} characters` }];
}
