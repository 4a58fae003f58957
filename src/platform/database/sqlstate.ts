/** The SQLSTATE codes the hub tells apart (PostgreSQL, appendix A), by name. */
export const sqlState = {
  foreignKeyViolation: '23503',
  uniqueViolation: '23505',
  checkViolation: '23514',
  insufficientPrivilege: '42501',
  duplicateDatabase: '42P04',
  undefinedTable: '42P01',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  inFailedTransaction: '25P02',
  lockNotAvailable: '55P03',
  queryCanceled: '57014',
  adminShutdown: '57P01',
  cannotConnectNow: '57P03',
  tooManyConnections: '53300',
  diskFull: '53100',
} as const;

export type SqlState = (typeof sqlState)[keyof typeof sqlState];

/** The SQLSTATE of an error that the server itself sent; undefined for everything else. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** True when the server sent exactly this SQLSTATE. */
export function hasSqlState(error: unknown, state: SqlState): boolean {
  return sqlStateOf(error) === state;
}
