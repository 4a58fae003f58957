import type { FastifyError } from 'fastify';
import { LaneUnavailable } from '../engine/lane.ts';
import { InvariantViolation } from '../kernel/assert.ts';
import { type ErrorCode, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { isConnectionLost } from '../platform/database/connection-lost.ts';
import { CommitUnknown } from '../platform/database/sql.ts';
import { sqlState, sqlStateOf } from '../platform/database/sqlstate.ts';
import { Refused } from './problem.ts';
import { type RequestPart, validationRefusal } from './validation.ts';

/** What an error that reached the edge means to the caller. Whatever is not known here is `internal_error`. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal;
  if (!(error instanceof Error)) return refusal('internal_error');
  if (error instanceof LaneUnavailable || error instanceof CommitUnknown || isDatabaseAway(error)) {
    return refusal('temporarily_unavailable');
  }
  return refusalOfFastify(error as FastifyError);
}

function refusalOfFastify(error: FastifyError): Refusal {
  if (error.validation) return validationRefusal(error.validation, partOf(error.validationContext));
  const code = fastifyCodes[error.code];
  if (code) return refusal(code);
  // A body that ended early or a connection that broke while it was read: nothing was begun.
  return error.statusCode === 400 ? refusal('invalid_request') : refusal('internal_error');
}

const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_UNDER_PRESSURE: 'temporarily_unavailable',
};

function partOf(context: string | undefined): RequestPart {
  return context === 'params' || context === 'querystring' || context === 'headers' ? context : 'body';
}

const awayStates: readonly string[] = [
  sqlState.lockNotAvailable,
  sqlState.queryCanceled,
  sqlState.adminShutdown,
  sqlState.cannotConnectNow,
  sqlState.tooManyConnections,
  sqlState.diskFull,
  // crash_shutdown, connection_failure, and a server that is starting up or being replaced.
  '57P02',
  '08006',
  '25P03',
];

const awayCodes: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/** True when the database could not be reached or was too busy: the same request may succeed in a moment. */
function isDatabaseAway(error: Error): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return awayStates.includes(state);
  if ('code' in error && typeof error.code === 'string' && awayCodes.includes(error.code)) return true;
  return isConnectionLost(error) || /timeout expired/.test(error.message);
}

/** What the log may keep of an error: the messages of others can carry values, so only the hub's own are kept. */
export function describeFailure(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error instanceof InvariantViolation ? { message: error.message } : {}),
    frames: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: describeFailure(error.cause) } : {}),
  };
}
