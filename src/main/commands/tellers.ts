import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Manager, TellerChange } from '../../agents/api.ts';
import { type Agent, type Role, roles, type Teller } from '../../agents/model.ts';
import type { Hub } from '../hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { limitAmount, showLimit } from './limit-amount.ts';
import { expected, print, withHub } from './with-hub.ts';

/** Whoever may run a command on the machine of the hub. */
export const hubPeople: Manager = { kind: 'hub', actor: { kind: 'system', id: null } };

interface TellerSaid {
  readonly role?: Role;
  readonly payment?: Teller['paymentLimit'];
  readonly day?: Teller['dailyLimit'];
}

/** `vahid tellers`: tellers, supervisors and devices of an agent. */
export function defineTellers(command: Command): void {
  command
    .command('list <agent>')
    .description('tellers, supervisors and devices with their limits')
    .option('--json', 'one line of JSON, nothing else')
    .action((agentCode: string, { json }: { json?: true }) =>
      withHub(({ hub }) => list(hub, agentCode, json === true)),
    );
  tellerOptions(
    command
      .command('add <agent> <outlet> <code> <name>')
      .description('add a teller; --role makes it a supervisor or a device'),
  ).action((...[agentCode, outletCode, code, name, said]: [string, string, string, string, TellerSaid]) =>
    withHub(async ({ hub }) => {
      const agent = await namedAgent(hub, agentCode);
      const outlet = (await hub.agents.listOutlets(agent.id)).find((one) => one.code === outletCode);
      if (!outlet) throw new StartRefused(`agent ${agentCode} has no outlet ${outletCode}`);
      const { role = 'teller', payment: paymentLimit = null, day: dailyLimit = null } = said;
      const entry = { outletId: outlet.id, code, name, role, paymentLimit, dailyLimit };
      console.log(describe(expected(await hub.agents.addTeller(agent.id, entry, hubPeople))));
    }),
  );
  tellerOptions(
    command.command('change <agent> <teller>').description('role, state and limits; what is not named stays'),
  )
    .addOption(
      new Option('--state <state>', 'suspended is refused from the next call on').choices(['active', 'suspended']),
    )
    .action((agentCode: string, tellerCode: string, said: TellerSaid & { readonly state?: Teller['state'] }) =>
      withHub(async ({ hub }) => {
        const agent = await namedAgent(hub, agentCode);
        console.log(describe(expected(await hub.agents.changeTeller(hubPeople, agent.id, changeOf(tellerCode, said)))));
      }),
    );
  command
    .command('password <agent> <teller>')
    .description('a new password for a teller at the hub’s own screen, by the codes; earlier sign-ins end')
    .action((agentCode: string, tellerCode: string) =>
      withHub(async ({ hub }) => {
        const agent = await namedAgent(hub, agentCode);
        const password = expected(await hub.agents.giveTellerPassword(hubPeople, agent.id, tellerCode));
        console.log(`password of teller ${tellerCode}: ${password}\nIt is shown once. The screen is at /teller.`);
      }),
    );
}

function tellerOptions(command: Command): Command {
  return command
    .option('--role <role>', roles.join(', '), readRole)
    .option('--payment <amount>', 'most of one payment, or none', limitAmount)
    .option('--day <amount>', 'most of one settlement day, or none', limitAmount);
}

function readRole(text: string): Role {
  const role = roles.find((one) => one === text);
  if (!role) throw new InvalidArgumentError(`one of ${roles.join(', ')}.`);
  return role;
}

function changeOf(
  tellerCode: string,
  { role, state, payment, day }: TellerSaid & { readonly state?: Teller['state'] },
): TellerChange {
  return {
    tellerCode,
    ...(role === undefined ? {} : { role }),
    ...(state === undefined ? {} : { state }),
    ...(payment === undefined ? {} : { paymentLimit: payment }),
    ...(day === undefined ? {} : { dailyLimit: day }),
  };
}

/** The agent of a code. Throws `StartRefused`. */
export async function namedAgent({ agents }: Pick<Hub, 'agents'>, code: string): Promise<Agent> {
  const agent = await agents.findByCode(code);
  if (!agent) throw new StartRefused(`there is no agent ${code}`);
  return agent;
}

async function list(hub: Pick<Hub, 'agents'>, agentCode: string, json: boolean): Promise<void> {
  const agent = await namedAgent(hub, agentCode);
  const [outlets, tellers] = [await hub.agents.listOutlets(agent.id), await hub.agents.listTellers(agent.id)];
  const codes = new Map(outlets.map(({ id, code }) => [id, code]));
  const rows = tellers.map(({ outletId, code, name, role, state, paymentLimit, dailyLimit }) => {
    const limits = { paymentLimit: showLimit(paymentLimit), dailyLimit: showLimit(dailyLimit) };
    return { outlet: codes.get(outletId) ?? '', code, name, role, state, ...limits };
  });
  print(
    rows,
    tellers.map((teller) => `${(codes.get(teller.outletId) ?? '').padEnd(20)}${describe(teller)}`),
    json,
  );
}

function describe({ code, role, state, paymentLimit, dailyLimit }: Teller): string {
  const limits = `a payment ${showLimit(paymentLimit) ?? 'unlimited'}, a day ${showLimit(dailyLimit) ?? 'unlimited'}`;
  return `${code.padEnd(20)}${role.padEnd(12)}${state.padEnd(11)}${limits}`;
}
