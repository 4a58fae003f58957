import type { AgentService } from '../agents/api.ts';
import { type Agent, cabinetAgentCode } from '../agents/model.ts';
import { fieldRefusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { KnownReferences } from './recognise.ts';
import * as store from './store.ts';

const unknown = { field: '/agent', rule: 'unknown', detail: 'the code of an agent that pays in' };

/** An agent that pays in beforehand; the cabinet is the hub itself. Refuses: invalid_request. */
export async function findPayer(
  { agents }: { readonly agents: Pick<AgentService, 'findByCode'> },
  code: string,
): Promise<Result<Agent, Refusal>> {
  const agent = await agents.findByCode(code);
  return agent && agent.code !== cabinetAgentCode ? ok(agent) : err(fieldRefusal('invalid_request', unknown));
}

/** Whatever finds an agent, as it stands now. A suspended agent's money is still its own. */
export async function readReferences(agents: Pick<AgentService, 'list'>, sql: Sql): Promise<KnownReferences> {
  const payers = (await agents.list()).filter(({ code }) => code !== cabinetAgentCode);
  const references = await store.selectReferences(sql);
  return {
    codes: new Map(payers.map(({ code, id }) => [code, id])),
    references: new Map(references.map(({ reference, agentId }) => [reference, agentId])),
  };
}
