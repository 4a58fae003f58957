import { present } from '../kernel/assert.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { createLately } from '../platform/lately.ts';
import type { AgentAtCounter, AgentService, Counter, DeviceAtCounter, DeviceHolder, TokenHolder } from './api.ts';
import { isPlaceCode } from './entry-rules.ts';
import { type Agent, isUsable } from './model.ts';
import * as callerStore from './caller-store.ts';
import type { AgentServiceDeps } from './service.ts';

type CallerLookUps = Pick<
  AgentService,
  'authorize' | 'authorizeAtCounter' | 'recallAtCounter' | 'authorizeDevice' | 'recallDevice'
> & {
  /** Nothing that was read before now is used again. */
  readonly forget: () => void;
};

/**
 * Who calls: as it stands in the database at every call, or by what was read less than a second ago. The database is asked
 * whether anything of a known caller has changed, and nearly always nothing has.
 */
export function callerLookUps(deps: AgentServiceDeps): CallerLookUps {
  const lately = createLately<callerStore.CallerKey, callerStore.Caller>({
    nameOf: callerStore.nameOfCaller,
    loadChanged: (known) => callerStore.selectUnlike(deps.database.sql, known),
  });
  const findCaller = lately.ask;
  return {
    forget: lately.forget,
    authorize: async (token) => {
      const caller = await findCaller({ agentId: token.agentId, tellerCode: '' });
      return authorized(caller?.agent, token);
    },
    authorizeAtCounter: (token, tellerCode) => authorizeAtCounter(findCaller, token, tellerCode),
    recallAtCounter: async (token, tellerCode) => {
      const recalled = await authorizeAtCounter(lately.get, token, tellerCode);
      return mayBeRecalled(recalled) ? recalled : authorizeAtCounter(findCaller, token, tellerCode);
    },
    authorizeDevice: (token) => authorizeDevice(deps, findCaller, token),
    recallDevice: async (token) => {
      const recalled = await authorizeDevice(deps, lately.get, token);
      const isOpen = recalled.ok && recalled.value.device.clientCertificates.length === 0;
      return isOpen && mayBeRecalled(recalled) ? recalled : authorizeDevice(deps, findCaller, token);
    },
  };
}

type FindCaller = (key: callerStore.CallerKey) => Promise<callerStore.Caller | undefined>;

async function authorizeAtCounter(
  findCaller: FindCaller,
  token: TokenHolder,
  tellerCode: string,
): Promise<Result<AgentAtCounter, Refusal>> {
  const caller = await findCaller({ agentId: token.agentId, tellerCode: isPlaceCode(tellerCode) ? tellerCode : '' });
  const agent = authorized(caller?.agent, token);
  return agent.ok ? ok({ agent: agent.value, counter: actedByAgent(counterOf(caller)) }) : agent;
}

/** An agent may have said that nobody acts as a device but the device. */
function actedByAgent(counter: Result<Counter, Refusal>): Result<Counter, Refusal> {
  const isBarred =
    counter.ok && counter.value.teller.role === 'device' && counter.value.agent.deviceCredentialsRequired;
  return isBarred ? err(refusal('device_credentials_required')) : counter;
}

async function authorizeDevice(
  { clock }: Pick<AgentServiceDeps, 'clock'>,
  findCaller: FindCaller,
  token: DeviceHolder,
): Promise<Result<DeviceAtCounter, Refusal>> {
  const { agentId, deviceCode: tellerCode, credentialId } = token;
  const caller = await findCaller({ agentId, tellerCode, credentialId });
  const agent = authorized(caller?.agent, token);
  if (!agent.ok) return agent;
  const { place, proof } = present(caller, 'the caller of an agent that may call');
  const isGood = place?.teller.role === 'device' && proof !== null && isUsable(proof, clock.now());
  if (!isGood) return err(refusal('invalid_token'));
  const device = { id: place.teller.id, clientCertificates: proof.clientCertificates };
  return ok({ agent: agent.value, counter: counterOf(caller), device });
}

/** A refusal may be out of date; how an agent has to prove itself must not be. */
function mayBeRecalled(known: Result<AgentAtCounter, Refusal>): boolean {
  if (!known.ok || !known.value.counter.ok) return false;
  const { signaturesRequired, clientCertificates } = known.value.agent;
  return !signaturesRequired && clientCertificates.length === 0;
}

function authorized(agent: Agent | undefined, token: TokenHolder): Result<Agent, Refusal> {
  if (!agent) return err(refusal('invalid_token'));
  if (agent.state !== 'active') return err(refusal('agent_suspended'));
  return agent.tokenVersion === token.tokenVersion ? ok(agent) : err(refusal('invalid_token'));
}

function counterOf(caller: callerStore.Caller | undefined): Result<Counter, Refusal> {
  if (!caller?.place) return err(refusal('not_found'));
  const { teller, outlet } = caller.place;
  const isOpen = teller.state === 'active' && outlet.state === 'active';
  return isOpen ? ok({ agent: caller.agent, outlet, teller }) : err(refusal('forbidden'));
}
