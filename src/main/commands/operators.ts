import type { Command } from 'commander';
import { expected, print, withHub } from './with-hub.ts';

/** `vahid operators`: the people of the hub. Whoever may run this command on the hub's machine may make them. */
export function defineOperators(command: Command): void {
  command
    .command('list')
    .description('every operator and whether they may work')
    .option('--json', 'one JSON array')
    .action(({ json }: { json?: true }) =>
      withHub(async ({ hub }) => {
        const operators = await hub.operators.list();
        const lines = operators.map(({ login, state }) => `${login.padEnd(24)}${state}`);
        print(
          operators.map(({ login, state }) => ({ login, state })),
          lines.length > 0 ? lines : ['no operators: `vahid operators add <login>`'],
          json === true,
        );
      }),
    );
  command
    .command('add <login>')
    .description('a new operator; prints the secret for the API, once')
    .action((login: string) =>
      withHub(async ({ hub }) => {
        const { operator, secret } = expected(await hub.operators.add(login));
        console.log(`operator ${operator.login}, secret ${secret}`);
      }),
    );
  command
    .command('renew <login>')
    .description('a new secret, printed once; every token of the old one ends')
    .action((login: string) =>
      withHub(async ({ hub }) => {
        console.log(`operator ${login}, secret ${expected(await hub.operators.renewSecret(login))}`);
      }),
    );
  for (const [name, state] of [
    ['suspend', 'suspended'],
    ['readmit', 'active'],
  ] as const) {
    command
      .command(`${name} <login>`)
      .description(name === 'suspend' ? 'refuse an operator from now on' : 'let a suspended operator work again')
      .action((login: string) =>
        withHub(async ({ hub }) => {
          const operator = expected(await hub.operators.changeState(login, state));
          console.log(`operator ${operator.login} is ${operator.state}`);
        }),
      );
  }
}
