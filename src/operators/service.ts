import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { type Audit, createAudit } from '../platform/audit/audit.ts';
import type { PasswordHasher } from '../platform/crypto/password-hasher.ts';
import { makeToken } from '../platform/crypto/secrets.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { OperatorService } from './api.ts';
import { isLogin, type Operator, type OperatorState } from './model.ts';
import * as store from './store.ts';

const unknownLogin = fieldRefusal('not_found', {
  field: '/login',
  rule: 'known',
  detail: 'a login that the list of operators shows',
});

export interface OperatorServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly passwords: PasswordHasher;
}

interface Context extends OperatorServiceDeps {
  readonly audit: Audit;
}

export function createOperatorService(deps: OperatorServiceDeps): OperatorService {
  const context: Context = { ...deps, audit: createAudit(deps) };
  const { sql } = deps.database;
  return {
    list: () => store.selectOperators(sql),
    add: (login) => add(context, login),
    renewSecret: (login) => renewSecret(context, login),
    changeState: (login, state) => changeState(context, login, state),
    getActive: async (login) => {
      const found = await findByLogin(sql, login);
      if (!found) return err(refusal('not_found'));
      return found.state === 'active' ? ok(found) : err(refusal('forbidden'));
    },
    findLogins: (ids) => store.selectLogins(sql, [...new Set(ids)]),
    verify: (login, secret) => verify(context, login, secret),
    authorize: async ({ operatorId, tokenVersion }) => {
      const operator = await store.selectOperator(sql, operatorId);
      const holds = operator?.state === 'active' && operator.tokenVersion === tokenVersion;
      return holds ? ok(operator) : err(refusal('invalid_token'));
    },
  };
}

async function findByLogin(sql: Sql, login: string): Promise<Operator | undefined> {
  const row = isLogin(login) ? await store.selectByLogin(sql, login) : undefined;
  if (!row) return undefined;
  const { secretHash: _, ...operator } = row;
  return operator;
}

async function add(
  context: Context,
  login: string,
): Promise<Result<{ readonly operator: Operator; readonly secret: string }, Refusal>> {
  const detail = 'small letters, digits, point, hyphen, underscore; 2 to 40 characters, a letter first';
  if (!isLogin(login)) return err(fieldRefusal('invalid_request', { field: '/login', rule: 'pattern', detail }));
  const secret = makeToken(context.ids);
  const hash = await context.passwords.hash(secret);
  if (!hash.ok) return hash;
  const operator: Operator = {
    ...{ id: context.ids.uuid(), login, state: 'active', tokenVersion: 1 },
    createdAt: context.clock.now(),
  };
  const isAdded = await context.database.transaction(async (sql) => {
    const inserted = await store.insertOperator(sql, operator, hash.value);
    if (inserted) await record(context, sql, { operator, action: 'operator.added' });
    return inserted;
  });
  if (isAdded) return ok({ operator, secret });
  return err(
    fieldRefusal('invalid_request', { field: '/login', rule: 'taken', detail: 'another operator has this login' }),
  );
}

async function renewSecret(context: Context, login: string): Promise<Result<string, Refusal>> {
  const operator = await findByLogin(context.database.sql, login);
  if (!operator) return err(unknownLogin);
  const secret = makeToken(context.ids);
  const hash = await context.passwords.hash(secret);
  if (!hash.ok) return hash;
  await context.database.transaction(async (sql) => {
    await store.updateSecret(sql, operator.id, hash.value);
    await record(context, sql, { operator, action: 'operator.secret_renewed' });
  });
  return ok(secret);
}

async function changeState(context: Context, login: string, state: OperatorState): Promise<Result<Operator, Refusal>> {
  const operator = await findByLogin(context.database.sql, login);
  if (!operator) return err(unknownLogin);
  await context.database.transaction(async (sql) => {
    await store.updateState(sql, operator.id, state);
    const action = state === 'active' ? 'operator.readmitted' : 'operator.suspended';
    await record(context, sql, { operator, action });
  });
  const after = await findByLogin(context.database.sql, login);
  return after ? ok(after) : err(unknownLogin);
}

async function verify(context: Context, login: string, secret: string): Promise<Result<Operator, Refusal>> {
  const known = isLogin(login) ? await store.selectByLogin(context.database.sql, login) : undefined;
  // An unknown login costs the same work as a wrong secret.
  const fits = await context.passwords.verify(known?.secretHash, secret);
  if (!fits.ok) return fits;
  if (known?.state !== 'active' || !fits.value) return err(refusal('invalid_credentials'));
  const { secretHash: _, ...operator } = known;
  return ok(operator);
}

/** Operators are made on the hub's own machine, by whoever may run its commands. */
function record(
  context: Context,
  sql: Sql,
  { operator, action }: { readonly operator: Operator; readonly action: string },
): Promise<void> {
  return context.audit.record(sql, {
    actor: { kind: 'system', id: null },
    action,
    target: { kind: 'operator', id: operator.id },
    details: { login: operator.login },
  });
}
