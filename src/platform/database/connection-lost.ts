import { ServerSilent } from './silence.ts';

/**
 * True when the connection is gone or there was none, as the driver and the pool say it in words only. "Not queryable" is
 * said of one that broke between two statements of a transaction.
 */
export function isConnectionLost(error: Error): boolean {
  if (error instanceof ServerSilent) return true;
  return /Connection terminated|Connection ended|not queryable|Timeout acquiring/.test(error.message);
}
