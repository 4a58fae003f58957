/**
 * True when the driver or the pool says, in words only, that the connection is gone or that there was none. "Not queryable" is
 * said of one that broke between two statements of a transaction.
 */
export function isConnectionLost(error: Error): boolean {
  return /Connection terminated|Connection ended|not queryable|Timeout acquiring/.test(error.message);
}
