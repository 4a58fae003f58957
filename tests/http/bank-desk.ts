import { expect } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { account, camt, type Told } from '../bank-statements/bank-file.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import type { Answer, ApiFixture } from './api-fixture.ts';

interface Entry {
  readonly entryId: string;
  readonly reference: string;
  readonly state: string;
}
interface Shown {
  readonly statementId: string;
  readonly state: string;
  readonly decidedBy: string | null;
}

export const statementsOf = (answer: Answer) => answer.json<{ statements: Shown[] }>().statements;
export const idOf = (answer: Answer) => statementsOf(answer)[0]?.statementId ?? '';
export const countsOf = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBe(200);
  return answer
    .json<{ statements: { added: number; known: number; pending: number }[] }>()
    .statements.map(({ added, known, pending }) => [added, known, pending]);
};
/** One credit under a reference, to nobody unless said. */
export const single = (ref: string, amount: string, { of = account, ...more }: Partial<Told> & { of?: string } = {}) =>
  camt({ account: of, opening: '0.00', closing: amount, entries: [{ ref, amount, text: 'salary', ...more }] });

/** Two operators, an account of the hub, and a reference of `bank-a`, VA-000017. */
export async function bankDesk(api: ApiFixture) {
  const operatorToken = async (login: string): Promise<string> => {
    const { secret } = valueOf(await api.hub.operators.add(login));
    const body = { grant_type: 'client_credentials', client_id: login, client_secret: secret };
    return (await api.post('/v1/operator/token', { body })).json<{ access_token: string }>().access_token;
  };
  const [anna, bahar] = [await operatorToken('anna'), await operatorToken('bahar')];
  const annaId = valueOf(await api.hub.operators.getActive('anna')).id;
  const addAccount = async (number: string, format: 'camt.053' | 'mt940' = 'camt.053') =>
    valueOf(await api.hub.bankStatements.addAccount(annaId, { number, currency: 'AZN', format })).number;
  await addAccount(account);
  valueOf(await api.hub.bankStatements.addReference(annaId, { reference: 'VA-000017', agentCode: 'bank-a' }));
  let accounts = 0;

  const upload = (raw: string, type = 'application/xml') =>
    api.post('/v1/operator/bank-statements', { token: anna, raw, headers: { 'content-type': type } });
  const release = (id: string, token = bahar) => api.post(`/v1/operator/bank-statements/${id}/release`, { token });
  const reject = (id: string, token = bahar) =>
    api.post(`/v1/operator/bank-statements/${id}/reject`, { token, body: { reason: 'not of our bank' } });
  /** Anna hands it in, Bahar releases it. */
  const post = async (raw: string, type?: string) => {
    const answer = await upload(raw, type);
    expect(answer.statusCode, answer.body).toBe(200);
    expect((await release(idOf(answer))).statusCode).toBe(200);
    return answer;
  };
  const entries = async (state: string) =>
    (await api.get(`/v1/operator/bank-entries?state=${state}`, { token: anna })).json<{ entries: Entry[] }>().entries;
  const entryOf = async (reference: string, state = 'unassigned') =>
    (await entries(state)).find((entry) => entry.reference === reference);
  const heldBy = async (agentId: string) =>
    (await api.hub.listPositions(agentId)).find(({ currency }) => currency === 'AZN')?.balance ?? 0n;
  const findings = async () => (await verifyBooks({ db: api.database.db, clock: api.clock })).findings;
  return {
    ...{ anna, bahar, annaId, addAccount, upload, release, reject, post, entryOf, heldBy, findings },
    /** An account that no statement was taken of. */
    newAccount: () => addAccount(`TEST${++accounts}`),
  };
}
