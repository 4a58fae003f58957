import type { FastifyRequest } from 'fastify';
import type { TProperties } from 'typebox';
import type { ErrorCode } from '../../kernel/errors/catalogue.ts';
import { operatorOf, providerOf } from '../auth/access.ts';
import { operatorRefusals, publicRefusals } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { strict } from '../schemas/shapes.ts';
import { OfProvider } from './schemas.ts';

/** One of the two ways to a provider's files: an operator names the provider, a provider proves who it is. */
export interface Door {
  readonly path: string;
  /** Stands in every operation id. */
  readonly side: 'Own' | 'Providers';
  readonly security: readonly Record<string, string[]>[];
  readonly audience: 'operator' | 'provider';
  readonly refusals: readonly ErrorCode[];
  readonly params: TProperties;
  /** Code of the provider. */
  readonly codeOf: (request: FastifyRequest) => string;
  /** Who answers for a file that is handed in. */
  readonly byOf: (request: FastifyRequest) => string;
}

export const providerDoor: Door = {
  path: '/v1/provider',
  side: 'Own',
  security: [{ providerKey: [] }],
  audience: 'provider',
  refusals: [...publicRefusals, 'invalid_credentials'],
  params: {},
  codeOf: providerOf,
  byOf: () => 'provider',
};

export const operatorDoor: Door = {
  path: '/v1/operator/providers/:provider',
  side: 'Providers',
  security: [{ operatorToken: [] }],
  audience: 'operator',
  refusals: [...operatorRefusals, 'not_found'],
  params: OfProvider,
  codeOf: (request) => (request.params as { provider: string }).provider,
  byOf: (request) => operatorOf(request).login,
};

/** What every operation of a door says of itself. */
export function through(door: Door, operation: { readonly id: string; readonly params?: TProperties }) {
  return {
    ...{ tags: ['Provider files'], security: door.security, operationId: operation.id.replace('#', door.side) },
    ...{ params: strict({ ...door.params, ...operation.params }), querystring: Nothing },
  };
}
