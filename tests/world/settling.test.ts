import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openDemoSession, type DemoSession } from '../../src/main/demo-session.ts';
import { createShutdown } from '../../src/main/shutdown.ts';
import { seedCitizens, type SeededCitizen } from '../../src/world/seed-citizens.ts';
import { listTellers, seedParties, type Parties } from '../../src/world/seed-parties.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';

const shutdown = createShutdown();
let session: DemoSession;
let parties: Parties;

beforeAll(async () => {
  const databaseUrl = inject('testServer').url;
  session = await openDemoSession({ seed: 11, citizens: 14, databaseUrl, log: () => undefined, shutdown });
  parties = await settleParties();
});

afterAll(() => shutdown.run());

function settleParties(): Promise<Parties> {
  const { hub, simulators } = session;
  const secretOf = (code: string) => `settling-secret-of-${code}`;
  return seedParties(hub, { simulators, providers: sampleProviders, secretOf, progress: () => undefined });
}

async function settle(count: number, resume: boolean): Promise<readonly SeededCitizen[]> {
  const { hub, world } = session;
  return seedCitizens(hub, {
    citizens: world.citizens.slice(0, count),
    providers: parties.providers,
    tellers: await listTellers(hub, parties),
    concurrency: 3,
    resume,
    progress: () => undefined,
  });
}

const linksOf = (citizens: readonly SeededCitizen[]) => citizens.reduce((sum, one) => sum + one.sample.links.length, 0);

it('settles providers, agents, caps and prefunds once, however often it is asked', async () => {
  const { hub } = session;
  const positions = async () => {
    const all = [...parties.agents.values()].map((agent) => hub.listPositions(agent.id));
    return Promise.all(all);
  };
  const before = await positions();
  expect(before.flat().some((position) => position.available > position.cap)).toBe(true);
  const again = await settleParties();
  expect([...again.providers.values()].map((one) => one.id)).toEqual(
    [...parties.providers.values()].map((one) => one.id),
  );
  expect([...again.agents.values()].map((one) => one.id)).toEqual([...parties.agents.values()].map((one) => one.id));
  expect(await positions()).toEqual(before);
  expect(await hub.verify()).toEqual([]);
});

it('registers people at counters and online, and takes up again what was cut off half way', async () => {
  const { hub, world } = session;
  const first = await settle(6, false);
  expect(await hub.accounts.countLinks()).toBe(linksOf(first));
  for (const { initialPassword, uniqueCode } of first) {
    expect(initialPassword).not.toBeNull();
    expect(uniqueCode).toMatch(/^[0-9]{12}$/);
  }
  // One of them lost a link when the first try was cut off.
  const torn = first.find((citizen) => citizen.accounts > 1);
  const [link] = await hub.accounts.list(torn?.citizenId ?? '');
  await hub.accounts.unlink(torn?.citizenId ?? '', link?.linkId ?? '', { kind: 'citizen' });
  const all = await settle(world.citizens.length, true);
  expect(all.slice(0, 6).map((citizen) => citizen.citizenId)).toEqual(first.map((citizen) => citizen.citizenId));
  expect(all.slice(0, 6).every((citizen) => citizen.initialPassword === null)).toBe(true);
  expect(await hub.accounts.countLinks()).toBe(linksOf(all));
  for (const { citizenId, sample } of all) {
    const citizen = await hub.citizens.profiles.findById(citizenId);
    expect(citizen?.language).toBe(sample.language);
    expect(citizen?.assurance).toBe(sample.registers === 'counter' ? 'seen' : 'declared');
  }
});
