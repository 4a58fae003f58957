import { expect, it } from 'vitest';
import { parseAccountInput } from '../../src/providers/account-input.ts';
import { listLinkable } from '../../src/world/linkable.ts';
import { makeSampleWorld } from '../../src/world/sample-world.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';

const wanted = { preferred: ['azerigas', 'azersu', 'cez'], count: 3 };

function draw(seed: number, citizens: number) {
  const world = makeSampleWorld({ seed, citizens, today: '2026-11-20', providers: sampleProviders });
  return { world, linkable: listLinkable(world, sampleProviders, wanted) };
}

it('has accounts for newcomers that nobody linked, as their providers write them, with the proof', () => {
  for (const seed of [1, 2, 3]) {
    const { world, linkable } = draw(seed, 300);
    expect(linkable.map((one) => one.providerCode)).toEqual(wanted.preferred);
    expect(linkable.map((one) => one.proof?.name)).toEqual([undefined, undefined, 'authorizationCode']);
    for (const { providerCode, account, proof } of linkable) {
      const provider = sampleProviders.find((one) => one.code === providerCode);
      if (!provider) throw new Error(providerCode);
      const fields = proof ? { [proof.name]: proof.value } : {};
      const read = parseAccountInput(provider, { account, fields }, 'link');
      const number = read.ok ? read.value.account : '';
      const known = world.accounts.get(providerCode)?.find((one) => one.number === number);
      expect(known?.proofCode ?? undefined).toBe(proof?.value);
      expect(known?.bills.length).toBeGreaterThan(0);
      const links = world.citizens.flatMap((citizen) => citizen.links);
      expect(links.some((link) => link.providerCode === providerCode && link.account === number)).toBe(false);
    }
  }
});

it('takes other providers where a small world has none of the usual ones left', () => {
  const { linkable } = draw(4, 10);
  expect(linkable.length).toBeGreaterThan(0);
  expect(new Set(linkable.map((one) => one.providerCode)).size).toBe(linkable.length);
});
