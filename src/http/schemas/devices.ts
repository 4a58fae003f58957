import { type Static, Type } from 'typebox';
import type { DeviceRow, IssuedCredential } from '../../agents/api.ts';
import type { DeviceCredential } from '../../agents/model.ts';
import { answers } from './answers.ts';
import { Timestamp } from './common.ts';
import { PlaceCode } from './places.ts';
import { nullable, oneOf, strict } from './shapes.ts';

const DeviceClientId = Type.String({
  pattern: '^device_[0-9a-f]{16}$',
  description: 'Client id of a credential, made by the hub.',
});

const CredentialAnswer = strict({
  clientId: DeviceClientId,
  createdAt: Timestamp,
  expiresAt: nullable(Timestamp),
  revokedAt: nullable(Timestamp),
  lastUsedAt: nullable(Timestamp),
});

const CredentialsAnswer = strict({
  device: PlaceCode,
  credentials: Type.Array(CredentialAnswer, { description: 'The newest first, at most 100.' }),
});

export const IssueBody = strict({ replaces: Type.Optional(DeviceClientId) });
export const RuleBody = strict({
  required: Type.Boolean({ description: 'Nobody acts as a device by the token of the agent.' }),
});

export const credentialParams = { deviceCode: PlaceCode, clientId: DeviceClientId };

export const credentialAnswers = {
  listed: answers('The credentials.', CredentialsAnswer),
  issued: answers(
    'The credential. Its secret is shown once.',
    strict({ credential: CredentialAnswer, clientSecret: Type.String({ description: 'Shown once.' }) }),
  ),
  revoked: answers('Revoked.', CredentialAnswer),
  rule: answers('The rule.', RuleBody),
};

export const DeviceAnswer = strict({
  code: PlaceCode,
  name: Type.String(),
  outlet: PlaceCode,
  state: oneOf(['active', 'suspended'], { description: 'Suspended also while its outlet is.' }),
  usableCredentials: Type.Integer({ description: 'Of its own; none: it is named by the agent’s token.' }),
  lastUsedAt: nullable(Timestamp),
});

export function showDevice(device: DeviceRow): Static<typeof DeviceAnswer> {
  const { code, name, outlet, usable: usableCredentials, lastUsedAt } = device;
  const state = device.outletState === 'suspended' ? 'suspended' : device.state;
  return { code, name, outlet, state, usableCredentials, lastUsedAt: lastUsedAt?.toISOString() ?? null };
}

export function showCredential(credential: DeviceCredential): Static<typeof CredentialAnswer> {
  return {
    ...{ clientId: credential.clientId, createdAt: credential.createdAt.toISOString() },
    expiresAt: credential.expiresAt?.toISOString() ?? null,
    revokedAt: credential.revokedAt?.toISOString() ?? null,
    lastUsedAt: credential.lastUsedAt?.toISOString() ?? null,
  };
}

export function showCredentials(
  device: string,
  credentials: readonly DeviceCredential[],
): Static<typeof CredentialsAnswer> {
  return { device, credentials: credentials.map(showCredential) };
}

export function showIssued({ credential, secret }: IssuedCredential) {
  return { credential: showCredential(credential), clientSecret: secret };
}
