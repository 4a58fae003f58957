import type { Operation } from '../kit/fault-script.ts';
import type { Defect } from './subject.ts';

/** Case of the fault list, title, name of the fault, and where it is tried if not everywhere. */
type Row = readonly [id: string, title: string, fault: string, operations?: readonly Operation[]];

export function defectsOf(everywhere: readonly Operation[], rows: readonly Row[]): readonly Defect[] {
  return rows.map(([id, title, fault, operations = everywhere]) => ({ id, title, rule: { fault }, operations }));
}
