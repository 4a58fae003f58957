import type { BusinessDate } from '../kernel/business-date.ts';
import { present } from '../kernel/assert.ts';
import { createDice, drawNew, type Dice } from './dice.ts';
import type { MeterState } from '../kernel/meter-contract.ts';
import { drawDebt, type SampleDebt } from './debts.ts';
import { drawMeter } from './meters.ts';
import { drawPeople, type SamplePerson } from './people.ts';
import type { ProviderSeed } from './seed/provider-seed.ts';
import { azercellPlans } from './seed/sample-plans.ts';

/** A customer in the books of a provider of the sample world: what a simulator opens as an account. */
export interface SampleAccount extends SampleDebt {
  readonly number: string;
  readonly holderName: string;
  readonly address: string;
  /** The number on the paper bill, where the provider asks for one. */
  readonly proofCode: string | null;
  readonly active: boolean;
  /** Where the provider tells meters. */
  readonly meter?: MeterState;
}

/** An account that a person links, with the values the provider asks for beside it. */
export interface SampleLink {
  readonly providerCode: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly label: string | null;
}

export interface SampleCitizen extends SamplePerson {
  readonly links: readonly SampleLink[];
}

export interface SampleWorld {
  readonly citizens: readonly SampleCitizen[];
  /** The customers of each provider by its code, also those whom nobody linked. */
  readonly accounts: ReadonlyMap<string, readonly SampleAccount[]>;
}

export interface SampleWorldOptions {
  readonly seed: number;
  readonly citizens: number;
  /** The day on which the world is as it is drawn. */
  readonly today: BusinessDate;
  readonly providers: readonly ProviderSeed[];
}

/** Whom a home is served by, and how many homes of a hundred. */
const homeServices = [
  { providerCode: 'azerigas', percent: 86 },
  { providerCode: 'azersu', percent: 92 },
  { providerCode: 'azerishiq', percent: 100, network: 'capital' },
  { providerCode: 'azerenerji', percent: 100, network: 'regions' },
  { providerCode: 'aztelekom', percent: 42 },
] as const;

/** What a person has beside the home, and how many persons of a hundred. */
const ownServices = [
  { providerCode: 'azercell', percent: 62 },
  { providerCode: 'bakcell', percent: 30 },
  { providerCode: 'nar', percent: 24 },
  { providerCode: 'rostelecom', percent: 6 },
  { providerCode: 'cez', percent: 5 },
] as const;

/** Customers who are not registered at the hub, for each hundred citizens. */
const strangersPercent = 12;

/** Out of a hundred accounts, how many the citizen leaves unlinked, and how many get a name of their own. */
const percentages = { unlinked: 6, labelled: 12 };

const labels = ['Ev', 'Valideynlər', 'Bağ evi', 'Ofis', 'Дом', 'Дача', 'Мама'];

interface Drawing {
  readonly options: SampleWorldOptions;
  readonly providers: ReadonlyMap<string, ProviderSeed>;
  readonly accounts: Map<string, SampleAccount[]>;
  readonly taken: ReadonlyMap<string, Set<string>>;
}

/** The world of a seed: the same people, accounts and debts every time. */
export function makeSampleWorld(options: SampleWorldOptions): SampleWorld {
  const codes = options.providers.map((provider) => provider.code);
  const drawing: Drawing = {
    options,
    providers: new Map(options.providers.map((provider) => [provider.code, provider])),
    accounts: new Map(codes.map((code) => [code, []])),
    taken: new Map(codes.map((code) => [code, new Set<string>()])),
  };
  const seed = `world:${options.seed}`;
  const strangers = Math.ceil((options.citizens * strangersPercent) / 100);
  const people = drawPeople({ seed, count: options.citizens + strangers });
  const citizens: SampleCitizen[] = [];
  for (const [index, person] of people.entries()) {
    const dice = createDice(`${seed}:accounts:${index}`);
    const isFamily = person.home === people[index - 1]?.home;
    const shared = isFamily ? homeLinks(citizens.at(-1), drawing) : [];
    const links = drawLinks(drawing, dice, { person, index, shared });
    if (index < options.citizens) citizens.push({ ...person, links });
  }
  return { citizens, accounts: drawing.accounts };
}

/** Whoever lives with somebody links the same accounts of the home. */
function homeLinks(relative: SampleCitizen | undefined, drawing: Drawing): SampleLink[] {
  const ofHome: readonly string[] = homeServices.map((service) => service.providerCode);
  return (relative?.links ?? []).filter(
    (link) => ofHome.includes(link.providerCode) && drawing.providers.has(link.providerCode),
  );
}

function drawLinks(
  drawing: Drawing,
  dice: Dice,
  { person, index, shared }: { person: SamplePerson; index: number; shared: readonly SampleLink[] },
): SampleLink[] {
  const network = person.home.network;
  const ofHome = homeServices.filter(
    (service) => !('network' in service && service.network !== network) && dice.chance(service.percent),
  );
  const own = ownServices.filter((service) => dice.chance(service.percent));
  // One provider in turn for everybody, so that a dozen people are customers of all of them.
  const inTurn = present(drawing.options.providers[index % drawing.options.providers.length], 'a provider').code;
  const wanted = new Set([inTurn, ...(shared.length > 0 ? [] : ofHome), ...own].map((one) => codeOf(one)));
  const drawn = [...wanted]
    .filter((code) => drawing.providers.has(code) && !shared.some((link) => link.providerCode === code))
    .map((code) => ({
      ...drawAccount(drawing, dice, { code, person }),
      isLinked: code === inTurn || !dice.chance(percentages.unlinked),
    }));
  return [...shared, ...drawn.filter((one) => one.isLinked).map((one) => one.link)];
}

function codeOf(service: string | { readonly providerCode: string }): string {
  return typeof service === 'string' ? service : service.providerCode;
}

function drawAccount(
  drawing: Drawing,
  dice: Dice,
  { code, person }: { code: string; person: SamplePerson },
): { link: SampleLink } {
  const provider = present(drawing.providers.get(code), 'the provider of an account');
  const taken = present(drawing.taken.get(code), 'the accounts of a provider');
  const number = drawNew(taken, () => dice.fill(dice.pick(provider.accountShapes)));
  const proof = provider.fields.find((field) => field.proof);
  const proofCode = proof ? dice.fill('#'.repeat(proof.minLength)) : null;
  const { service, currency, invoiceDays } = provider;
  const { seed, today } = drawing.options;
  const debt = drawDebt(dice, { service, currency, invoiceDays, today, plans: plansOf(code) });
  drawing.accounts.get(code)?.push({
    ...debt,
    ...{ number, proofCode, holderName: person.fullName, address: person.home.address, active: true },
    ...(isMetered(provider) ? { meter: drawMeter(`world:${seed}`, number, today) } : {}),
  });
  const fields = proof && proofCode !== null ? { [proof.name]: proofCode } : {};
  const label = dice.chance(percentages.labelled) ? dice.pick(labels) : null;
  return { link: { providerCode: code, account: number, fields, label } };
}

/** Gas is measured, and the protocol has a place for the meter. */
function isMetered({ service, protocol }: ProviderSeed): boolean {
  return service === 'gas' && protocol === 'native-rest';
}

function plansOf(providerCode: string): { prepaid: string[]; postpaid: string[] } {
  const named = (kind: 'prepaid' | 'postpaid') =>
    azercellPlans.filter((plan) => plan.lineKinds.includes(kind)).map((plan) => plan.name);
  return providerCode === 'azercell'
    ? { prepaid: named('prepaid'), postpaid: named('postpaid') }
    : { prepaid: [], postpaid: [] };
}
