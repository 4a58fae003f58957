import type { LinkRequest } from '../accounts/api.ts';
import type { RegistrationInput, TellerActor } from '../citizens/api.ts';
import { present } from '../kernel/assert.ts';
import type { Provider } from '../providers/model.ts';
import { expected, type Progress, type WorldHub } from './hub.ts';
import type { SampleCitizen, SampleLink } from './sample-world.ts';

export interface CitizenSeed {
  readonly citizens: readonly SampleCitizen[];
  readonly providers: ReadonlyMap<string, Provider>;
  /** Whose counters register those who come in person; in turn. */
  readonly tellers: readonly TellerActor[];
  /** Citizens registered side by side; 1 where every run must be the same to the last id. */
  readonly concurrency: number;
  /** True where an earlier seeding may have stopped half way: then everybody is looked up first. */
  readonly resume: boolean;
  readonly progress: Progress;
}

/** A citizen of the world as the hub has it. */
export interface SeededCitizen {
  readonly citizenId: string;
  readonly uniqueCode: string;
  /** As it stands on the registration sheet; null where the citizen was registered before. */
  readonly initialPassword: string | null;
  readonly sample: SampleCitizen;
  readonly accounts: number;
}

/** Progress is told each time this many more are registered. */
const progressStep = 50;

/** Registers everybody by the hub's own rules, and links their accounts after the providers confirmed them. */
export async function seedCitizens(hub: WorldHub, seed: CitizenSeed): Promise<readonly SeededCitizen[]> {
  const seeded: SeededCitizen[] = [];
  const waiting = [...seed.citizens.entries()];
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, sample] = next;
      seeded[index] = await seedCitizen(hub, seed, { sample, index });
      done += 1;
      if (done % progressStep === 0) seed.progress(`${done} of ${seed.citizens.length} citizens registered`);
    }
  };
  await Promise.all(Array.from({ length: seed.concurrency }, work));
  return seeded;
}

interface Turn {
  readonly sample: SampleCitizen;
  readonly index: number;
}

async function seedCitizen(hub: WorldHub, seed: CitizenSeed, turn: Turn): Promise<SeededCitizen> {
  const known = seed.resume ? await findKnown(hub, seed, turn) : undefined;
  if (known) return known;
  return turn.sample.registers === 'online' ? registerOnline(hub, seed, turn) : registerAtCounter(hub, seed, turn);
}

function tellerOf(seed: CitizenSeed, { index }: Turn): TellerActor {
  return present(seed.tellers[index % seed.tellers.length], 'a teller');
}

/** Who was registered before gets what may be missing of the links. */
async function findKnown(hub: WorldHub, seed: CitizenSeed, turn: Turn): Promise<SeededCitizen | undefined> {
  const { sample } = turn;
  const actor = tellerOf(seed, turn);
  const found = await hub.citizens.counter.find(actor, sample);
  if (!found.ok) return undefined;
  const { citizenId, uniqueCode } = found.value;
  const linked = new Set((await hub.accounts.list(citizenId)).map((link) => `${link.providerId}:${link.account}`));
  const requests = sample.links.map((link) => requestOf(seed, link));
  const missing = requests.filter((request) => !linked.has(`${request.providerId}:${request.account}`));
  await linkAll(hub, { citizenId, actor }, missing);
  return { citizenId, uniqueCode, initialPassword: null, sample, accounts: sample.links.length };
}

/** At a bank or the post, with the card in the teller's hand. */
async function registerAtCounter(hub: WorldHub, seed: CitizenSeed, turn: Turn): Promise<SeededCitizen> {
  const { sample } = turn;
  const actor = tellerOf(seed, turn);
  const { sheet } = expected('register at a counter', await hub.citizens.counter.register(actor, inputOf(sample)));
  const { citizenId, uniqueCode, initialPassword } = sheet;
  const requests = sample.links.map((link) => requestOf(seed, link));
  await linkAll(hub, { citizenId, actor }, requests);
  return { citizenId, uniqueCode, initialPassword, sample, accounts: requests.length };
}

async function linkAll(
  hub: WorldHub,
  { citizenId, actor }: { citizenId: string; actor: TellerActor },
  requests: readonly LinkRequest[],
): Promise<void> {
  for (const request of requests) {
    const linked = await hub.accounts.link(citizenId, request, { kind: 'teller', ...actor });
    expected(`link ${request.account}`, linked);
  }
}

/** Online: the accounts first, then the code that came by SMS or e-mail, then the sheet. */
async function registerOnline(hub: WorldHub, seed: CitizenSeed, turn: Turn): Promise<SeededCitizen> {
  const { sample, index } = turn;
  const { registration } = hub.citizens;
  const origin = { ip: `10.${index >> 8}.${index & 255}.7` };
  const started = expected('begin a registration', await registration.start(inputOf(sample), origin));
  const token = started.registrationToken;
  for (const link of sample.links) {
    expected(`add ${link.account}`, await registration.addAccount(token, requestOf(seed, link), origin));
  }
  const address = started.confirmBy === 'email' ? (sample.email ?? '') : sample.phone;
  const code = await hub.readCode(address);
  const sheet = expected('confirm a registration', await registration.confirm(token, code, origin));
  const { citizenId, uniqueCode, initialPassword } = sheet;
  return { citizenId, uniqueCode, initialPassword, sample, accounts: sheet.accounts.length };
}

function inputOf(sample: SampleCitizen): RegistrationInput {
  const { cardSeries, cardNumber, fin, fullName, phone, email, language } = sample;
  return { cardSeries, cardNumber, fin, fullName, phone, email: email ?? undefined, language, consent: true };
}

function requestOf(seed: CitizenSeed, link: SampleLink): LinkRequest {
  const { account, fields, label } = link;
  const providerId = present(seed.providers.get(link.providerCode), link.providerCode).id;
  return { providerId, account, fields, label: label ?? undefined };
}
