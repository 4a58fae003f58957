import type { Role } from '../../agents/model.ts';
import { present } from '../../kernel/assert.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import { createCrypto } from '../../platform/crypto/crypto.ts';
import { noticeablySlowMs, sampleFaults } from '../../world/faults.ts';
import type { Progress, WorldHub } from '../../world/hub.ts';
import { type CardAccount, findCardAccount, listLinkable, type LinkableAccount } from '../../world/linkable.ts';
import { makeSampleWorld, type SampleWorld } from '../../world/sample-world.ts';
import { seedCitizens } from '../../world/seed-citizens.ts';
import { listTellers, seedParties, type Parties, type SampleTeller } from '../../world/seed-parties.ts';
import { type AgentSeed, sampleAgents } from '../../world/seed/sample-agents.ts';
import type { ProviderSeed } from '../../world/seed/provider-seed.ts';
import { sampleProviders } from '../../world/seed/sample-providers.ts';
import type { Provider } from '../../providers/model.ts';
import { startSampleSimulators, type SampleSimulators } from '../simulators.ts';
import { worldHub } from '../world-hub.ts';
import type { LiveHub } from './live-hub.ts';
import { chooseShown, keepShown, type Showing } from './shown-citizen.ts';
import { booksFolder, readNotes, removeWorld, writeNotes, type SettledNotes, type WorldNotes } from './world-notes.ts';

export interface SampleWorldOptions {
  readonly seed: number;
  readonly citizens: number;
  readonly progress: Progress;
}

/** The sample world of a running hub: its providers answer, and its people are registered. */
export interface LiveWorld {
  readonly simulators: SampleSimulators;
  readonly credentials: SampleCredentials;
  /** Accounts that whoever registers may link. */
  readonly linkable: readonly LinkableAccount[];
  /** An account with a card for its meter; undefined in a world that was settled before there were any. */
  readonly cardAccount: CardAccount | undefined;
  close(): Promise<void>;
}

/** For whoever wants to look around. They are the same for everybody and protect nothing. */
export interface SampleCredentials extends AgentCredentials {
  /** To see what one agent does not see of the other. */
  readonly otherAgent: AgentCredentials;
  /** The initial password is null where it was changed and nobody else is left to show. */
  readonly citizen: Omit<SettledNotes['citizen'], 'initialPassword'> & { readonly initialPassword: string | null };
}

export interface AgentCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tellerCode: string;
  readonly outletCode: string;
  /** Of the teller at the hub's own screen. */
  readonly tellerPassword: string;
  /** Of the same outlet. */
  readonly supervisorCode: string;
  readonly supervisorPassword: string;
  readonly deviceCode: string;
}

/** The agents whose credentials are shown. */
const shownAgent = 'goyezen-bank';
const otherShownAgent = 'azerpoct';

/** One account of each, the last with a proof. */
const linkableAccounts = { preferred: ['azerigas', 'azersu', 'cez'], count: 3 };

/** Citizens registered side by side. */
const concurrency = 8;

/**
 * Initial passwords of the sample world are drawn at random and must be changed at the first sign-in: a cheap digest keeps
 * the first start short. A password that somebody chooses gets a digest at the full cost.
 */
const cheapDigests = { memoryKib: 1_024, passes: 1, lanes: 1 };

/** The first client secret of a sample agent. Production refuses to start where one of them works. */
export function sampleSecretOf(agentCode: string): string {
  return `sample-secret-of-${agentCode}`;
}

/** The password of a sample teller at the hub's own screen. */
function samplePasswordOf(tellerCode: string): string {
  return `sample-password-of-${tellerCode}`;
}

/** Starts the providers, and settles what is not there yet. A start that was cut off half way is taken up again. */
export async function openSampleWorld(live: LiveHub, options: SampleWorldOptions): Promise<LiveWorld> {
  const { dataDir } = live.config;
  const known = await live.hub.providers.list();
  const isNew = known.length === 0;
  if (isNew) await removeWorld(dataDir);
  const seeds = sampleProviders.map((seed) => asKnown(seed, known));
  const notes = (await readNotes(dataDir)) ?? (await beginNotes(live, options));
  const world = makeSampleWorld({
    seed: notes.seed,
    citizens: notes.citizens,
    today: notes.drawnOn,
    providers: seeds,
  });
  const simulators = await startSampleSimulators({
    accounts: world.accounts,
    faults: sampleFaults(noticeablySlowMs),
    directory: booksFolder(dataDir),
    providers: seeds,
  });
  try {
    const settled = await settle(live, { notes, world, simulators, isNew, progress: options.progress });
    const outages = keepOutages(live, simulators);
    return {
      simulators,
      credentials: settled,
      cardAccount: findCardAccount(world, seeds),
      linkable: listLinkable(world, sampleProviders, linkableAccounts),
      close: async () => {
        clearInterval(outages);
        await simulators.close();
      },
    };
  } catch (error) {
    await simulators.close();
    throw error;
  }
}

/** A company goes on in the protocol in which the hub was told of it, also where a newer sample world has another. */
function asKnown(seed: ProviderSeed, known: readonly Provider[]): ProviderSeed {
  const { protocol, settings } = known.find(({ code }) => code === seed.code) ?? seed;
  return { ...seed, protocol, settings };
}

/** A company that is down for the first two minutes of every quarter of an hour. */
const sometimesDown = { providerCode: 'nar', everyMinutes: 15, forMinutes: 2 };
const outageCheckMs = 5_000;

function keepOutages(live: LiveHub, simulators: SampleSimulators): NodeJS.Timeout {
  const { providerCode, everyMinutes, forMinutes } = sometimesDown;
  const faults = simulators.faults(providerCode);
  const usual = faults.rules();
  let isDown = false;
  const timer = setInterval(() => {
    const shouldBeDown = live.hub.clock.now().getUTCMinutes() % everyMinutes < forMinutes;
    if (shouldBeDown !== isDown) faults.set(shouldBeDown ? [{ fault: 'down' }] : usual);
    isDown = shouldBeDown;
  }, outageCheckMs);
  return timer.unref();
}

async function beginNotes(live: LiveHub, { seed, citizens }: SampleWorldOptions): Promise<WorldNotes> {
  const notes = { seed, citizens, drawnOn: businessDateOf(live.hub.clock.now()) };
  await writeNotes(live.config.dataDir, notes);
  return notes;
}

interface Settling {
  readonly notes: WorldNotes;
  readonly world: SampleWorld;
  readonly simulators: SampleSimulators;
  readonly isNew: boolean;
  readonly progress: Progress;
}

async function settle(live: LiveHub, settling: Settling): Promise<SampleCredentials> {
  const { notes, simulators, progress } = settling;
  const { encryption, index } = live.config.secrets;
  const cheap = createCrypto({ encryption, index }, { cost: cheapDigests });
  const hub = worldHub(live.withCrypto(cheap), live.mailer);
  const parties = await seedParties(hub, {
    simulators,
    providers: sampleProviders,
    secretOf: sampleSecretOf,
    passwordOf: samplePasswordOf,
    progress,
  });
  const tellers = await listTellers(hub, parties);
  const cabinetAgentId = (await hub.agents.getCabinet()).id;
  const showing = { world: settling.world, actor: present(tellers[0], 'a teller'), progress };
  const earlier = notes.settled?.cabinetAgentId === cabinetAgentId ? notes.settled.citizen : undefined;
  const noted = earlier ?? (await settlePeople(hub, settling, { parties, tellers, showing }));
  const shown = await keepShown(hub, showing, noted);
  const citizen = shown ?? noted;
  if (citizen !== earlier) await writeNotes(live.config.dataDir, { ...notes, settled: { cabinetAgentId, citizen } });
  const credentialsOf = (code: string) => agentCredentials(code, { parties, tellers });
  return {
    ...credentialsOf(shownAgent),
    otherAgent: credentialsOf(otherShownAgent),
    citizen: shown ?? { ...noted, initialPassword: null },
  };
}

function agentCredentials(
  code: string,
  { parties, tellers }: { parties: Parties; tellers: readonly SampleTeller[] },
): AgentCredentials {
  const agent = present(parties.agents.get(code), 'an agent that is shown');
  const teller = present(
    tellers.find((candidate) => candidate.agentId === agent.id),
    'a teller',
  );
  const outlet = outletOf(code, teller.code);
  const codeOf = (role: Role) => {
    const found = outlet.tellers.find((one) => one.role === role);
    return present(found, `a sample ${role}`).code;
  };
  const supervisorCode = codeOf('supervisor');
  return {
    ...{ clientId: agent.clientId ?? '', clientSecret: sampleSecretOf(code), tellerCode: teller.code },
    ...{ outletCode: outlet.code, tellerPassword: samplePasswordOf(teller.code) },
    ...{ supervisorCode, supervisorPassword: samplePasswordOf(supervisorCode), deviceCode: codeOf('device') },
  };
}

function outletOf(agentCode: string, tellerCode: string): AgentSeed['outlets'][number] {
  const outlets = sampleAgents.find(({ code }) => code === agentCode)?.outlets ?? [];
  const outlet = outlets.find(({ tellers }) => tellers.some(({ code }) => code === tellerCode));
  return present(outlet, 'the outlet of a sample teller');
}

async function settlePeople(
  hub: WorldHub,
  { world, isNew, progress }: Settling,
  { parties, tellers, showing }: { parties: Parties; tellers: readonly SampleTeller[]; showing: Showing },
): Promise<SettledNotes['citizen']> {
  const actors = tellers.map(({ tellerId, agentId }) => ({ tellerId, agentId }));
  const citizens = await seedCitizens(hub, {
    citizens: world.citizens,
    providers: parties.providers,
    tellers: actors,
    concurrency,
    resume: !isNew,
    progress,
  });
  return chooseShown(hub, showing, citizens);
}
