import type { Dice } from './dice.ts';

/** Where a family lives: what decides which companies send it bills. */
export interface Home {
  readonly address: string;
  /** Power comes from the network of the capital or from that of the regions. */
  readonly network: 'capital' | 'regions';
}

const towns = [
  { name: 'Bakı', network: 'capital' },
  { name: 'Bakı', network: 'capital' },
  { name: 'Bakı', network: 'capital' },
  { name: 'Sumqayıt', network: 'capital' },
  { name: 'Gəncə', network: 'regions' },
  { name: 'Şəki', network: 'regions' },
  { name: 'Lənkəran', network: 'regions' },
  { name: 'Quba', network: 'regions' },
] as const;

const streets = [
  ...['Nizami küç.', 'Füzuli küç.', 'Xaqani küç.', '28 May küç.', 'Azadlıq pr.', 'Həsən Əliyev küç.', 'Bülbül pr.'],
  ...[
    'Cəfər Cabbarlı küç.',
    'Səməd Vurğun küç.',
    'Şəmsi Bədəlbəyli küç.',
    'Üzeyir Hacıbəyli küç.',
    'Çingiz Mustafayev küç.',
  ],
];

export function drawHome(dice: Dice): Home {
  const { name, network } = dice.pick(towns);
  const flat = dice.chance(80) ? `, m. ${dice.between(1, 90)}` : '';
  return { address: `${name}, ${dice.pick(streets)} ${dice.between(1, 140)}${flat}`, network };
}
