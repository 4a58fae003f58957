import type { Command } from 'commander';
import type { Outlet, OutletLimits } from '../../agents/model.ts';
import type { Minor } from '../../kernel/money.ts';
import { limitAmount, showLimit } from './limit-amount.ts';
import { hubPeople, namedAgent } from './tellers.ts';
import { expected, print, withHub } from './with-hub.ts';

interface LimitsSaid {
  readonly payment?: Minor | null;
  readonly day?: Minor | null;
  readonly reversal?: Minor | null;
  readonly difference?: Minor | null;
}

/** `vahid outlets`: outlets of an agent and what bounds them. */
export function defineOutlets(command: Command): void {
  command
    .command('list <agent>')
    .description('outlets with their limits, and the agent’s own')
    .option('--json', 'one line of JSON, nothing else')
    .action((agentCode: string, { json }: { json?: true }) =>
      withHub(async ({ hub }) => {
        const agent = await namedAgent(hub, agentCode);
        const outlets = await hub.agents.listOutlets(agent.id);
        const own = `${agent.code}: a payment ${showLimit(agent.paymentLimit) ?? 'unlimited'}`;
        print(outlets.map(shown), [own, ...outlets.map(describe)], json === true);
      }),
    );
  limitOptions(command.command('add <agent> <code> <name> <address>').description('add an outlet')).action(
    (...[agentCode, code, name, address, said]: [string, string, string, string, LimitsSaid]) =>
      withHub(async ({ hub }) => {
        const agent = await namedAgent(hub, agentCode);
        const entry = { code, name, address, ...limitsOf(said) };
        console.log(describe(expected(await hub.agents.addOutlet(agent.id, entry, hubPeople))));
      }),
  );
  limitOptions(
    command.command('limit <agent> <outlet>').description('set limits of an outlet; what is not named stays'),
  ).action((agentCode: string, outletCode: string, said: LimitsSaid) =>
    withHub(async ({ hub }) => {
      const agent = await namedAgent(hub, agentCode);
      const change = { outletCode, ...limitsOf(said) };
      console.log(describe(expected(await hub.agents.changeOutlet(hubPeople, agent.id, change))));
    }),
  );
  for (const [name, state] of [
    ['suspend', 'suspended'],
    ['readmit', 'active'],
  ] as const) {
    command
      .command(`${name} <agent> <outlet>`)
      .description(state === 'active' ? 'let everybody at an outlet work again' : 'refuse everybody at an outlet')
      .action((agentCode: string, outletCode: string) =>
        withHub(async ({ hub }) => {
          const { id } = await namedAgent(hub, agentCode);
          const outlet = expected(await hub.agents.changeOutlet(hubPeople, id, { outletCode, state }));
          console.log(`${outlet.code}: ${outlet.state}`);
        }),
      );
  }
  command
    .command('limit-agent <agent> <amount>')
    .description('most that one payment of the agent may come to, or none')
    .action((agentCode: string, amount: string) =>
      withHub(async ({ hub }) => {
        const { id } = await namedAgent(hub, agentCode);
        const agent = expected(await hub.agents.limitPayments(hubPeople, id, limitAmount(amount)));
        console.log(`${agent.code}: a payment ${showLimit(agent.paymentLimit) ?? 'unlimited'}`);
      }),
    );
}

function limitOptions(command: Command): Command {
  return command
    .option('--payment <amount>', 'most of one payment, or none', limitAmount)
    .option('--day <amount>', 'most of one settlement day, or none', limitAmount)
    .option('--reversal <amount>', 'most that is reversed without a supervisor, or none', limitAmount)
    .option('--difference <amount>', 'most that a drawer differs without a supervisor, or none', limitAmount);
}

function limitsOf({ payment, day, reversal, difference }: LimitsSaid): Partial<OutletLimits> {
  return {
    ...(payment === undefined ? {} : { paymentLimit: payment }),
    ...(day === undefined ? {} : { dailyLimit: day }),
    ...(reversal === undefined ? {} : { reversalLimit: reversal }),
    ...(difference === undefined ? {} : { differenceLimit: difference }),
  };
}

function shown({ code, name, state, ...limits }: Outlet) {
  return {
    ...{ code, name, state, paymentLimit: showLimit(limits.paymentLimit), dailyLimit: showLimit(limits.dailyLimit) },
    ...{ reversalLimit: showLimit(limits.reversalLimit), differenceLimit: showLimit(limits.differenceLimit) },
  };
}

function describe(outlet: Outlet): string {
  const { paymentLimit, dailyLimit, reversalLimit, differenceLimit } = shown(outlet);
  const named = [
    ['a payment', paymentLimit],
    ['a day', dailyLimit],
    ['a reversal', reversalLimit],
    ['a difference', differenceLimit],
  ] as const;
  const state = outlet.state === 'active' ? '' : `${outlet.state}, `;
  return `${outlet.code.padEnd(20)}${state}${named.map(([what, limit]) => `${what} ${limit ?? 'unlimited'}`).join(', ')}`;
}
