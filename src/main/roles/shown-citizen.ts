import type { TellerActor } from '../../citizens/api.ts';
import { present } from '../../kernel/assert.ts';
import type { UniqueCode } from '../../kernel/unique-code.ts';
import { expected, type Progress, type WorldHub } from '../../world/hub.ts';
import type { SampleCitizen, SampleWorld } from '../../world/sample-world.ts';
import type { SeededCitizen } from '../../world/seed-citizens.ts';
import type { SettledNotes } from './world-notes.ts';

type NotedCitizen = SettledNotes['citizen'];

export interface Showing {
  readonly world: SampleWorld;
  /** Whose counter renews a password that nobody knows any more, against the card. */
  readonly actor: TellerActor;
  readonly progress: Progress;
}

/** The first citizen to show, when everybody was just registered. */
export async function chooseShown(
  hub: WorldHub,
  { world, actor }: Showing,
  seeded: readonly SeededCitizen[],
): Promise<NotedCitizen> {
  const sample = present(goodExamples(world)[0], 'a citizen to show');
  const citizen = present(
    seeded.find((candidate) => candidate.sample === sample),
    'the citizen to show',
  );
  // Registered by an earlier start that was cut off, so that nobody knows the password any more.
  const { uniqueCode, initialPassword } = citizen;
  return noteOf(sample, uniqueCode, initialPassword ?? (await renewPassword(hub, actor, sample)));
}

/**
 * A citizen whose initial password still opens the cabinet: the one shown before, or somebody else who has not chosen a
 * password yet. Undefined where nobody is left.
 */
export async function keepShown(
  hub: WorldHub,
  { world, actor, progress }: Showing,
  noted: NotedCitizen,
): Promise<NotedCitizen | undefined> {
  if (await hasInitial(hub, noted.uniqueCode, noted.initialPassword)) return noted;
  for (const sample of goodExamples(world)) {
    const found = await hub.citizens.counter.find(actor, sample);
    if (!found.ok || found.value.uniqueCode === noted.uniqueCode) continue;
    const { uniqueCode } = found.value;
    if (!(await hasInitial(hub, uniqueCode))) continue;
    progress('the sample citizen of earlier starts has another password by now: somebody else is shown');
    return noteOf(sample, uniqueCode, await renewPassword(hub, actor, sample));
  }
  return undefined;
}

/** Speak Azerbaijani and were seen by a counter, so that everything the cabinet can show is there; most accounts first. */
function goodExamples(world: SampleWorld): SampleCitizen[] {
  return world.citizens
    .filter(({ language, registers, links }) => language === 'az' && registers === 'counter' && links.length > 0)
    .toSorted((a, b) => b.links.length - a.links.length);
}

async function hasInitial(hub: WorldHub, uniqueCode: string, printed?: string): Promise<boolean> {
  const asked = await hub.citizens.passwords.hasInitial(uniqueCode as UniqueCode, printed);
  return expected('ask whether a password is the initial one', asked);
}

async function renewPassword(hub: WorldHub, actor: TellerActor, sample: SampleCitizen): Promise<string> {
  const sheet = expected('renew a password', await hub.citizens.counter.renewPassword(actor, sample));
  return present(sheet.initialPassword, 'a renewed password');
}

function noteOf(sample: SampleCitizen, uniqueCode: string, initialPassword: string): NotedCitizen {
  const { providerCode, account } = present(
    sample.links.find((candidate) => candidate.providerCode === 'azerigas') ?? sample.links[0],
    'a link',
  );
  return { uniqueCode, initialPassword, providerCode, account };
}
