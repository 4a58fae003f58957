import type { Language } from '../platform/messages/language.ts';
import { createDice, drawNew, type Dice } from './dice.ts';
import { drawHome, type Home } from './homes.ts';
import { drawName } from './names.ts';

/** A person of the sample world, with an identity card that nobody bears. */
export interface SamplePerson {
  readonly fullName: string;
  readonly language: Language;
  readonly cardSeries: string;
  readonly cardNumber: string;
  readonly fin: string;
  readonly phone: string;
  readonly email: string | null;
  readonly home: Home;
  /** At a counter, where the card is seen, or online, where it is only declared. */
  readonly registers: 'counter' | 'online';
}

export interface PeopleOptions {
  readonly seed: string;
  readonly count: number;
}

/** FINs have neither I nor O. */
const finAlphabet = [...'0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'];

/** The old series, the new one, and now and then a residence permit. */
const cardShapes = ['AZE ########', 'AZE ########', 'AZE ########', 'AA #######', 'AA #######', 'MYI #######'];

const phoneShapes = [
  '+99450#######',
  '+99451#######',
  '+99455#######',
  '+99470#######',
  '+99477#######',
  '+99499#######',
];

/** One in eight speaks Russian, one in twenty English. */
const languages: readonly (readonly [Language, number])[] = [
  ['ru', 12],
  ['en', 17],
];

/** Out of a hundred: who lives with the person before them, who registers online, who has an e-mail address. */
const percentages = { sharesHome: 18, online: 20, email: 65 };

/** The people of a seed, in an order that never changes; more of them leaves the first ones as they are. */
export function drawPeople(options: PeopleOptions): SamplePerson[] {
  const taken = new Set<string>();
  const people: SamplePerson[] = [];
  while (people.length < options.count) {
    const dice = createDice(`${options.seed}:person:${people.length}`);
    people.push(drawPerson(dice, taken, people.at(-1)?.home));
  }
  return people;
}

function drawPerson(dice: Dice, taken: Set<string>, neighbour: Home | undefined): SamplePerson {
  const language = drawLanguage(dice);
  const fin = drawNew(taken, () => Array.from({ length: 7 }, () => dice.pick(finAlphabet)).join(''));
  const card = drawNew(taken, () => dice.fill(dice.pick(cardShapes)));
  const [cardSeries = '', cardNumber = ''] = card.split(' ');
  const phone = drawNew(taken, () => dice.fill(dice.pick(phoneShapes)));
  const home = neighbour !== undefined && dice.chance(percentages.sharesHome) ? neighbour : drawHome(dice);
  return {
    fullName: drawName(dice, language),
    ...{ language, cardSeries, cardNumber, fin, phone, home },
    email: dice.chance(percentages.email) ? `${fin.toLowerCase()}@example.az` : null,
    registers: dice.chance(percentages.online) ? 'online' : 'counter',
  };
}

function drawLanguage(dice: Dice): Language {
  const thrown = dice.below(100);
  return languages.find(([, below]) => thrown < below)?.[0] ?? 'az';
}
