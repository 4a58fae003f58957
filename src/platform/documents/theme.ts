/** Colours of the printed page: the tokens of the cabinet's stylesheet. */
export const colors = {
  ink: '#12212b',
  muted: '#4a5b66',
  line: '#dbe3e6',
  paper: '#ffffff',
  ground: '#f3f6f6',
  teal: '#0b6e69',
  tealLight: '#e3f1f0',
  ok: '#1b7340',
  okLight: '#e5f3ea',
  due: '#8a5300',
  dueLight: '#fdf1dc',
  late: '#b3261e',
  lateLight: '#fbe9e7',
  gas: '#c2410c',
  water: '#0369a1',
  power: '#a16207',
  tel: '#6d28d9',
} as const;

/** Page sizes in points (1/72 inch). */
export const pages = {
  a4: { width: 595.28, height: 841.89 },
  a4Landscape: { width: 841.89, height: 595.28 },
} as const;

export const pointsPerMm = 72 / 25.4;
