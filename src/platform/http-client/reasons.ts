import { AddressNotAllowed } from './address-policy.ts';

/** Why no connection came about, as the evidence of an attempt keeps it. */
export type NotSentReason =
  | 'invalid_request'
  | 'address_not_allowed'
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'connect_timeout'
  | 'timeout'
  | 'tls'
  | 'not_connected';

/** Why an exchange that had begun came to no whole answer. */
export type BrokenReason = 'timeout' | 'reset' | 'truncated' | 'malformed' | 'too_large' | 'packed';

export function reasonNotSent(error: unknown): NotSentReason {
  if (error instanceof AddressNotAllowed) return 'address_not_allowed';
  const code = codeOf(error);
  if (/^(ENOTFOUND|ENODATA|EAI_)/.test(code)) return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/^E(HOST|NET)(UNREACH|DOWN)$/.test(code)) return 'unreachable';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect_timeout';
  if (code === 'UND_ERR_INVALID_ARG') return 'invalid_request';
  if (/CERT|TLS|SSL|EPROTO|SELF_SIGNED|SIGNATURE|UNABLE_TO_/.test(code)) return 'tls';
  return 'not_connected';
}

export function reasonBroken(error: unknown, answerHadBegun: boolean): BrokenReason {
  const code = codeOf(error);
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return 'truncated';
  if (isParserError(error) || code === 'UND_ERR_HEADERS_OVERFLOW') return 'malformed';
  return answerHadBegun ? 'truncated' : 'reset';
}

/** undici gives these a code only for some causes; their `data` holds what was received and is never to be logged. */
function isParserError(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
