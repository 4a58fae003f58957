import { expect, it } from 'vitest';
import { cardFormats } from '../../src/citizens/identity-card.ts';
import { parsePerson } from '../../src/citizens/person.ts';
import { parseAccountInput } from '../../src/providers/account-input.ts';
import { makeSampleWorld, type SampleAccount, type SampleWorld } from '../../src/world/sample-world.ts';
import { azercellReplacements, azercellPlans } from '../../src/world/seed/sample-plans.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';

const today = '2026-11-20';
const draw = (seed: number, citizens: number): SampleWorld =>
  makeSampleWorld({ seed, citizens, today, providers: sampleProviders });

const world = draw(1, 300);
const allAccounts: SampleAccount[] = [...world.accounts.values()].flat();

function seedOf(code: string) {
  const seed = sampleProviders.find((provider) => provider.code === code);
  if (!seed) throw new Error(`no provider ${code}`);
  return seed;
}

it('is the same world for the same seed, and another for another', () => {
  expect(draw(1, 60)).toEqual(draw(1, 60));
  expect(draw(2, 60)).not.toEqual(draw(1, 60));
});

it('keeps its first people as they are when there are more of them', () => {
  expect(world.citizens.slice(0, 60)).toEqual(draw(1, 60).citizens);
});

it('has people whom the hub would register', () => {
  for (const citizen of world.citizens) {
    const typed = { ...citizen, email: citizen.email ?? undefined, consent: true };
    expect(parsePerson(typed, { cardFormats, contactNeeded: true }), citizen.fullName).toMatchObject({ ok: true });
  }
  expect(new Set(world.citizens.map((citizen) => citizen.fin)).size).toBe(300);
  expect(new Set(world.citizens.map((citizen) => citizen.cardNumber)).size).toBe(300);
  expect(new Set(world.citizens.map((citizen) => citizen.language))).toEqual(new Set(['az', 'ru', 'en']));
  expect(new Set(world.citizens.map((citizen) => citizen.registers))).toEqual(new Set(['counter', 'online']));
});

it('has accounts as their providers write them, with the proof where one is demanded', () => {
  for (const citizen of world.citizens) {
    for (const link of citizen.links) {
      expect(parseAccountInput(seedOf(link.providerCode), link, 'link'), link.account).toMatchObject({
        ok: true,
        value: { account: link.account },
      });
      const account = world.accounts.get(link.providerCode)?.find((one) => one.number === link.account);
      expect(account?.proofCode ?? null).toBe(link.fields['authorizationCode'] ?? null);
    }
  }
});

it('gives each account number once', () => {
  for (const accounts of world.accounts.values()) {
    expect(new Set(accounts.map((account) => account.number)).size).toBe(accounts.length);
  }
});

it('makes a dozen people customers of all ten providers', () => {
  const linked = draw(5, 12).citizens.flatMap((citizen) => citizen.links.map((link) => link.providerCode));
  expect(new Set(linked).size).toBe(10);
});

it('lets families link the same accounts, and has customers whom nobody linked', () => {
  const links = world.citizens.flatMap((citizen) =>
    citizen.links.map((link) => `${link.providerCode}:${link.account}`),
  );
  expect(new Set(links).size).toBeLessThan(links.length);
  expect(new Set(links).size).toBeLessThan(allAccounts.length);
});

it('has debts as in life: several bills, arrears, credits, nothing owed, and lines of both kinds', () => {
  const households = allAccounts.filter((account) => account.line === null);
  const owed = (account: SampleAccount) => account.bills.reduce((sum, bill) => sum + bill.amount, 0n) - account.credit;
  const isLate = (account: SampleAccount) => account.bills.some((bill) => (bill.dueOn ?? '') < today);
  expect(households.some((account) => account.bills.length >= 2 && account.bills.length <= 3)).toBe(true);
  expect(households.some((account) => account.bills.length >= 4 && isLate(account))).toBe(true);
  expect(households.some((account) => owed(account) < 0n)).toBe(true);
  expect(households.some((account) => owed(account) === 0n)).toBe(true);
  expect(households.some((account) => account.credit > 0n && owed(account) > 0n)).toBe(true);
  const lines = allAccounts.filter((account) => account.line !== null);
  const prepaid = lines.filter((account) => account.line?.kind === 'prepaid');
  expect(prepaid.every((account) => account.bills.length === 0 && (account.line?.renewsOn ?? '') >= today)).toBe(true);
  expect(prepaid.some((account) => account.credit === 0n) && prepaid.some((account) => account.credit > 0n)).toBe(true);
  expect(lines.some((account) => account.line?.kind === 'postpaid' && account.bills.length > 0)).toBe(true);
});

it('has Azercell lines on withdrawn plans and on others, invoiced on the 5th or the 25th', () => {
  const lines = (world.accounts.get('azercell') ?? []).flatMap((account) => (account.line ? [account.line] : []));
  const names = new Map(azercellPlans.map((plan) => [plan.name, plan.code]));
  const withdrawn = new Set(azercellReplacements.map((replacement) => replacement.withdrawn));
  const codes = lines.map((line) => names.get(line.plan ?? ''));
  expect(codes).not.toContain(undefined);
  expect(codes.filter((code) => withdrawn.has(code ?? '')).length).toBeGreaterThan(10);
  expect(codes.filter((code) => !withdrawn.has(code ?? '')).length).toBeGreaterThan(10);
  const invoiced = lines.filter((line) => line.kind === 'postpaid').map((line) => line.renewsOn?.slice(8));
  expect(new Set(invoiced)).toEqual(new Set(['05', '25']));
});

it('writes bills oldest first, above nought, each with its month', () => {
  for (const { bills } of allAccounts) {
    const periods = bills.map((bill) => bill.period ?? '');
    expect(periods).toEqual(periods.toSorted());
    expect(new Set(periods).size).toBe(periods.length);
    for (const bill of bills) expect(bill.amount > 0n).toBe(true);
  }
});

it('has a gas meter for every gas account, some of them loaded by a card, and moves no debt by it', () => {
  const gas = world.accounts.get('azerigas') ?? [];
  const cards = gas.flatMap(({ meter }) => (meter?.smartCard ? [meter.smartCard] : []));
  expect(gas.every(({ meter }) => meter !== undefined)).toBe(true);
  expect(cards.length).toBeGreaterThan(5);
  expect(cards.length).toBeLessThan(gas.length / 4);
  expect(new Set(cards).size).toBe(cards.length);
  for (const { meter } of gas) {
    expect(meter?.lastReading?.readOn.localeCompare(today)).toBe(-1);
    expect(meter?.usedInPeriod).toBeLessThanOrEqual(meter?.lastReading?.value ?? 0);
  }
  const others = [...world.accounts].filter(([code]) => code !== 'azerigas').flatMap(([, accounts]) => accounts);
  expect(others.every(({ meter }) => meter === undefined)).toBe(true);
  const asBefore = sampleProviders.map((seed) => ({ ...seed, protocol: 'osmp-xml' }));
  const unmetered = makeSampleWorld({ seed: 1, citizens: 300, today, providers: asBefore }).accounts.get('azerigas');
  const withoutMeter = (account: SampleAccount) => {
    const { meter: _, ...rest } = account;
    return rest;
  };
  expect(gas.map(withoutMeter)).toEqual(unmetered);
});
