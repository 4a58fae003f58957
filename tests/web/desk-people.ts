import { minor } from '../../src/kernel/money.ts';
import type { SampleAccount } from '../../src/world/sample-world.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import type { CabinetFixture } from './cabinet-fixture.ts';

const household = { address: 'Bakı, Nizami küç. 12, m. 5', proofCode: null, active: true, line: null };

function account(number: string, owed: bigint): SampleAccount {
  const bills =
    owed === 0n ? [] : [{ number: `202610-${number}`, period: '2026-10', dueOn: '2026-11-25', amount: minor(owed) }];
  return { ...household, number, holderName: 'Leyla Məmmədova', bills, credit: minor(0n) };
}

/** As many households as there are customers to come: each owes gas, power and water. */
const most = 40;
const gasOf = (index: number) => String(104_500_011 + index * 100);
const powerOf = (index: number) => String(10_512_345_678_901n + BigInt(index) * 1_000n).padStart(15, '0');
const waterOf = (index: number) => String(1_234_567 + index * 1_000).padStart(8, '0');
const indices = Array.from({ length: most }, (_, index) => index);

export const deskAccounts: ReadonlyMap<string, readonly SampleAccount[]> = new Map([
  ['azerigas', indices.map((index) => account(gasOf(index), 4_620n))],
  ['azerishiq', indices.map((index) => account(powerOf(index), 5_810n))],
  ['azersu', indices.map((index) => account(waterOf(index), 2_410n))],
]);

export interface DeskPerson {
  readonly uniqueCode: string;
  readonly gas: string;
  readonly water: string;
}

/** Somebody who was registered at another counter, with three accounts: 128.40 in all. */
export async function settlePerson(fixture: CabinetFixture, index: number): Promise<DeskPerson> {
  const agentId = fixture.parties.agents.get('azerpoct')?.id ?? '';
  const [teller] = await fixture.hub.agents.listTellers(agentId);
  const actor = { tellerId: teller?.id ?? '', agentId };
  const { sheet } = valueOf(
    await fixture.hub.citizens.counter.register(actor, {
      ...{ cardSeries: 'AZE', cardNumber: String(55_000_000 + index), fin: `7K8L9${String(index).padStart(2, '0')}` },
      ...{ fullName: 'Leyla Məmmədova', phone: `+9945011122${String(index).padStart(2, '0')}`, language: 'az' },
      consent: true,
    }),
  );
  const accounts = { azerigas: gasOf(index), azerishiq: powerOf(index), azersu: waterOf(index) };
  for (const [code, number] of Object.entries(accounts)) {
    const provider = await fixture.hub.providers.findByCode(code);
    const wish = { providerId: provider?.id ?? '', account: number, fields: {}, label: undefined };
    valueOf(await fixture.hub.accounts.link(sheet.citizenId, wish, { kind: 'teller', ...actor }));
  }
  return { uniqueCode: sheet.uniqueCode, gas: gasOf(index), water: waterOf(index) };
}

export async function countPayments(fixture: CabinetFixture): Promise<number> {
  const [row] = await fixture.database.owner.sql.rows<{ count: number }>('SELECT count(*)::int AS count FROM payment');
  return row?.count ?? 0;
}
