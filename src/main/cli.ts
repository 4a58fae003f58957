import { Command, CommanderError } from 'commander';

/** Adds its options and its action to a command. */
export type DefineCommand = (command: Command) => void;

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loaded only when the command is asked for, so that none waits for what another needs. */
  readonly load: () => Promise<DefineCommand>;
}

/** One line per command; the file of that name under commands/ holds the rest. */
const commands: readonly CommandEntry[] = [
  {
    name: 'start',
    summary: 'the hub, with a living sample world unless it is told otherwise, until Ctrl-C',
    load: async () => (await import('./commands/start.ts')).defineStart,
  },
  {
    name: 'demo',
    summary: 'the main job from registration to settlement report, headless, on a simulated day',
    load: async () => (await import('./commands/demo.ts')).defineDemo,
  },
  {
    name: 'counter-day',
    summary:
      'a day of forty tellers and two kiosk networks against a running hub: does everybody say the same in the end',
    load: async () => (await import('./commands/counter-day.ts')).defineCounterDay,
  },
  {
    name: 'seed',
    summary: 'settle the sample world, and open no doors',
    load: async () => (await import('./commands/seed.ts')).defineSeed,
  },
  {
    name: 'cases',
    summary: 'what needs a person: list, take, propose, and approve as another person',
    load: async () => (await import('./commands/cases.ts')).defineCases,
  },
  {
    name: 'collected',
    summary: 'money that was collected before and that no provider takes: list it, assign it',
    load: async () => (await import('./commands/collected.ts')).defineCollected,
  },
  {
    name: 'bank',
    summary: 'statements of the hub’s bank: what agents paid in, and what nobody was found for',
    load: async () => (await import('./commands/bank.ts')).defineBank,
  },
  {
    name: 'comparisons',
    summary: 'the agents’ days beside the hub’s books: list, show line by line, and what nobody compared',
    load: async () => (await import('./commands/comparisons.ts')).defineComparisons,
  },
  {
    name: 'reconciliation',
    summary: 'the providers’ statements beside the hub’s books: list, show line by line, compare a day now',
    load: async () => (await import('./commands/reconciliation.ts')).defineReconciliation,
  },
  {
    name: 'backups',
    summary: 'restored copies of the books: prove that one is whole, list those that were',
    load: async () => (await import('./commands/backups.ts')).defineBackups,
  },
  {
    name: 'network',
    summary: 'terminals that speak OSMP: who may call, and what their numbers mean',
    load: async () => (await import('./commands/network.ts')).defineNetwork,
  },
  {
    name: 'wallet',
    summary: 'payment apps to which the hub is a merchant: Payme, Click, ePay.bg',
    load: async () => (await import('./commands/wallet.ts')).defineWallet,
  },
  {
    name: 'close',
    summary: 'end and close the settlement days that are over',
    load: async () => (await import('./commands/close.ts')).defineClose,
  },
  {
    name: 'tellers',
    summary: 'tellers, supervisors and devices: list, add, change; passwords for the hub’s own screen',
    load: async () => (await import('./commands/tellers.ts')).defineTellers,
  },
  {
    name: 'devices',
    summary: 'credentials of devices: list, issue, renew, revoke; who must use them',
    load: async () => (await import('./commands/devices.ts')).defineDevices,
  },
  {
    name: 'outlets',
    summary: 'outlets of an agent and their limits: list, add, limit, suspend',
    load: async () => (await import('./commands/outlets.ts')).defineOutlets,
  },
  {
    name: 'fees',
    summary: 'list the rules of fees, add a version of one, or end one',
    load: async () => (await import('./commands/fees.ts')).defineFees,
  },
  {
    name: 'provider-registry',
    summary: 'files of providers without an online system: debts in, payments out, acknowledgements',
    load: async () => (await import('./commands/provider-registry.ts')).defineProviderRegistry,
  },
  {
    name: 'operators',
    summary: 'the people of the hub: list, add, suspend, readmit, renew a secret',
    load: async () => (await import('./commands/operators.ts')).defineOperators,
  },
  {
    name: 'certificates',
    summary: 'client certificates of agents: list, bind, unbind',
    load: async () => (await import('./commands/certificates.ts')).defineCertificates,
  },
  {
    name: 'keys',
    summary: 'what old keys of the hub still hold, and moving it to the current ones',
    load: async () => (await import('./commands/keys.ts')).defineKeys,
  },
  {
    name: 'signing-keys',
    summary: 'keys with which agents sign requests: list, add, renew, revoke; who must sign',
    load: async () => (await import('./commands/signing-keys.ts')).defineSigningKeys,
  },
  {
    name: 'notifications',
    summary: 'what providers tell of their own accord: their keys, and what does not fit',
    load: async () => (await import('./commands/notifications.ts')).defineNotifications,
  },
  {
    name: 'provider',
    summary: 'providers as data: list, show, propose a change, and approve as another person',
    load: async () => (await import('./commands/provider.ts')).defineProvider,
  },
  {
    name: 'adapter',
    summary: 'protocols: list, check a provider’s end of the wire, make a new one',
    load: async () => (await import('./commands/adapter.ts')).defineAdapter,
  },
  {
    name: 'connect',
    summary: 'connect a provider of every protocol by configuration alone, against its simulator',
    load: async () => (await import('./commands/connect.ts')).defineConnect,
  },
  {
    name: 'simulators',
    summary: 'the simulated providers of docs/examples/providers, until Ctrl-C',
    load: async () => (await import('./commands/simulators.ts')).defineSimulators,
  },
  {
    name: 'provider-health',
    summary: 'how the providers answer, and their planned work',
    load: async () => (await import('./commands/provider-health.ts')).defineProviderHealth,
  },
  {
    name: 'maintenance',
    summary: 'planned work of a provider: list, plan, cancel',
    load: async () => (await import('./commands/maintenance.ts')).defineMaintenance,
  },
  {
    name: 'stand-in',
    summary: 'whether the last known bill of a silent provider may be paid: show, allow, forbid',
    load: async () => (await import('./commands/stand-in.ts')).defineStandIn,
  },
  {
    name: 'migrate',
    summary: 'bring the database to the version of the code',
    load: async () => (await import('./commands/migrate.ts')).defineMigrate,
  },
  {
    name: 'verify',
    summary: 'replay the books and say everything that is not as it must be',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  {
    name: 'bench',
    summary: 'measure the hub beside pgbench on one server, and say which promises are kept',
    load: async () => (await import('./commands/bench.ts')).defineBench,
  },
  {
    name: 'docs',
    summary: 'write the documents that are made from the code',
    load: async () => (await import('./commands/docs.ts')).defineDocs,
  },
  {
    name: 'openapi',
    summary: 'write what partners read, the OpenAPI document and the list of errors, or check that it is current',
    load: async () => (await import('./commands/openapi.ts')).defineOpenapi,
  },
  {
    name: 'client',
    summary: 'write the TypeScript client of the agent API, a package that can be published',
    load: async () => (await import('./commands/client.ts')).defineClient,
  },
  {
    name: 'test',
    summary: 'run every test; more arguments go to vitest',
    load: async () => (await import('./commands/test.ts')).defineTest,
  },
  {
    name: 'check',
    summary: 'lint, types, import rules, dead code, formatting, sizes',
    load: async () => (await import('./commands/check.ts')).defineCheck,
  },
  {
    name: 'conformance',
    summary: 'hold every adapter against its simulator, defect by defect',
    load: async () => (await import('./commands/conformance.ts')).defineConformance,
  },
  {
    name: 'faults',
    summary: 'kill, stop and cut off everything there is, by a seed, and see whether the books are still right',
    load: async () => (await import('./commands/faults.ts')).defineFaults,
  },
  {
    name: 'mutants',
    summary: 'plant known defects into copies of the code, and see whether a test finds each',
    load: async () => (await import('./commands/mutants.ts')).defineMutants,
  },
  {
    name: 'format',
    summary: 'format every file as `check` wants it',
    load: async () => (await import('./commands/format.ts')).defineFormat,
  },
];

/** What people caused and can mend; everything else is a bug and shows where it happened. */
const expectedErrors: ReadonlySet<string> = new Set(['ConfigurationProblems', 'SchemaMismatch', 'StartRefused']);

/** Runs the command that `argv` (as `process.argv`) names and sets the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('vahid')
    .description('An open-source hub for paying utility bills.')
    .showHelpAfterError()
    .exitOverride();
  for (const entry of commands) {
    const command = program.command(entry.name).description(entry.summary);
    if (argv[2] === entry.name || argv.includes('help')) (await entry.load())(command);
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const expected = error instanceof Error && expectedErrors.has(error.name);
  console.error(expected ? `vahid: ${error.message}` : error);
  return 1;
}
