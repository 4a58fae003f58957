import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { dammDigit, dammValid } from '../kernel/damm.ts';
import { fieldRefusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { uniformBelow } from '../kernel/random.ts';
import { err, ok } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import type { PaymentCodeService } from './api.ts';
import * as store from './store.ts';

export interface PaymentCodeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
}

const validMs = 24 * 60 * 60 * 1000;
const mostCodeLines = 100;
const mostDraws = 10;

/** Nine random digits and a check digit: a billion codes, alive for a day, and a wrong digit never finds another's. */
export function drawCode(bytes: (length: number) => Buffer): string {
  const digits = String(uniformBelow(bytes, 1_000_000_000)).padStart(9, '0');
  return `${digits}${dammDigit(digits)}`;
}

/** Digits of a typed code, spaces and dashes allowed; undefined when it cannot be one. */
export function parseCode(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '');
  return digits.length === 10 && dammValid(digits) ? digits : undefined;
}

export function createPaymentCodeService(deps: PaymentCodeDeps): PaymentCodeService {
  const find = async (typed: string) => {
    const code = parseCode(typed);
    return code === undefined ? undefined : store.findCode(deps.db.sql, code, deps.clock.now());
  };
  return {
    async create(citizenId, currency, lines) {
      if (lines.length < 1 || lines.length > mostCodeLines) {
        return err(
          fieldRefusal('invalid_request', { field: '/lines', rule: 'count', detail: `1 to ${mostCodeLines} lines` }),
        );
      }
      if (lines.some((line) => line.amount <= 0n)) {
        return err(
          fieldRefusal('invalid_request', { field: '/lines', rule: 'amount', detail: 'every amount is above zero' }),
        );
      }
      const createdAt = deps.clock.now();
      const expiresAt = new Date(createdAt.getTime() + validMs);
      for (let draws = 0; draws < mostDraws; draws += 1) {
        const made = { code: drawCode(deps.ids.bytes), citizenId, currency, lines, createdAt, expiresAt };
        if (await store.insertCode(deps.db.sql, made)) return ok({ ...made, state: 'open' as const, paidAt: null });
      }
      assert(false, 'ten draws do not all hit a code in use');
    },
    async getForCitizen(citizenId, typed) {
      const code = await find(typed);
      return code?.citizenId === citizenId ? ok(code) : err(refusal('not_found'));
    },
    async getPayable(typed) {
      const code = await find(typed);
      if (!code) return err(refusal('not_found'));
      return code.state === 'open' ? ok(code) : err(refusal('basket_not_payable'));
    },
  };
}
