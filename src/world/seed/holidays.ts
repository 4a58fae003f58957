/** A day that is not as the week says: off, or worked although it is a Saturday or Sunday. */
export interface HolidaySeed {
  readonly day: string;
  readonly kind: 'off' | 'working';
  readonly name: string;
}

const off = (name: string, ...days: readonly string[]): HolidaySeed[] =>
  days.map((day) => ({ day, kind: 'off' as const, name }));

const moved = (name: string, ...days: readonly string[]) => off(`${name} (köçürülmüş)`, ...days);

/**
 * Days off of Azerbaijan in 2026 and 2027, with those that moved because they fell on a weekend or met another feast
 * (20 January never moves). The feasts of the moon are what the calendar expects†: the government fixes them every year,
 * and the operator with it.
 */
export const sampleHolidays: readonly HolidaySeed[] = [
  ...off('Yeni il bayramı', '2026-01-01', '2026-01-02'),
  ...off('Ümumxalq hüzn günü', '2026-01-20'),
  ...off('Qadınlar günü', '2026-03-08'),
  ...moved('Qadınlar günü', '2026-03-09'),
  // Novruz, Ramazan and a weekend met: all of 20 to 30 March was off.
  ...off('Novruz bayramı', '2026-03-20', '2026-03-21', '2026-03-22', '2026-03-23', '2026-03-24'),
  ...moved('Ramazan bayramı', '2026-03-25', '2026-03-26'),
  ...moved('Novruz bayramı', '2026-03-27', '2026-03-30'),
  ...off('Faşizm üzərində qələbə günü', '2026-05-09'),
  ...moved('Faşizm üzərində qələbə günü', '2026-05-11'),
  ...off('Qurban bayramı', '2026-05-27', '2026-05-28'),
  ...moved('Müstəqillik Günü', '2026-05-29'),
  ...off('Milli Qurtuluş günü', '2026-06-15'),
  ...off('Silahlı Qüvvələr günü', '2026-06-26'),
  ...off('Zəfər Günü', '2026-11-08'),
  ...off('Dövlət Bayrağı günü', '2026-11-09'),
  ...moved('Zəfər Günü', '2026-11-10'),
  ...off('Həmrəylik günü', '2026-12-31'),
  ...off('Yeni il bayramı', '2027-01-01', '2027-01-02'),
  ...moved('Yeni il bayramı', '2027-01-04'),
  ...off('Ümumxalq hüzn günü', '2027-01-20'),
  ...off('Qadınlar günü', '2027-03-08'),
  ...off('Ramazan bayramı', '2027-03-09', '2027-03-10'),
  ...off('Novruz bayramı', '2027-03-20', '2027-03-21', '2027-03-22', '2027-03-23', '2027-03-24'),
  ...moved('Novruz bayramı', '2027-03-25', '2027-03-26'),
  ...off('Faşizm üzərində qələbə günü', '2027-05-09'),
  ...moved('Faşizm üzərində qələbə günü', '2027-05-10'),
  ...off('Qurban bayramı', '2027-05-16', '2027-05-17'),
  ...moved('Qurban bayramı', '2027-05-18'),
  ...off('Müstəqillik Günü', '2027-05-28'),
  ...off('Milli Qurtuluş günü', '2027-06-15'),
  ...off('Silahlı Qüvvələr günü', '2027-06-26'),
  ...moved('Silahlı Qüvvələr günü', '2027-06-28'),
  ...off('Zəfər Günü', '2027-11-08'),
  ...off('Dövlət Bayrağı günü', '2027-11-09'),
  ...off('Həmrəylik günü', '2027-12-31'),
];
