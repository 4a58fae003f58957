import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/platform/crypto/gate.ts';
import { createPasswordHasher } from '../../../src/platform/crypto/password-hasher.ts';

describe('stored passwords', () => {
  const hasher = createPasswordHasher();

  it('are argon2id with 19 MiB, two passes and one lane', async () => {
    const digest = await hasher.hash('correct horse');
    expect(digest.ok && digest.value).toMatch(/^\$argon2id\$v=19\$m=19456,(p=1,t=2|t=2,p=1)\$/);
    expect(digest.ok && hasher.isOutdated(digest.value)).toBe(false);
  });

  it('fit the same password, whichever way its letters were composed', async () => {
    const digest = await hasher.hash('şifrə\u0301'.normalize('NFD'));
    if (!digest.ok) throw new Error('not hashed');
    expect(await hasher.verify(digest.value, 'şifrə\u0301'.normalize('NFC'))).toEqual({ ok: true, value: true });
    expect(await hasher.verify(digest.value, 'Şifrə\u0301')).toEqual({ ok: true, value: false });
    expect(await hasher.verify(digest.value, 'x'.repeat(1_000_000))).toEqual({ ok: true, value: false });
  });

  it('are not there for an unknown name, which no password fits', async () => {
    expect(await hasher.verify(undefined, 'anything')).toEqual({ ok: true, value: false });
  });

  it('made with weaker parameters are known to be outdated', async () => {
    const weak = createPasswordHasher({ cost: { memoryKib: 8 * 1024, passes: 2, lanes: 1 } });
    const digest = await weak.hash('correct horse');
    if (!digest.ok) throw new Error('not hashed');
    expect(hasher.isOutdated(digest.value)).toBe(true);
    expect(await hasher.verify(digest.value, 'correct horse')).toEqual({ ok: true, value: true });
  });

  it('are turned away at once when too many wait', async () => {
    const busy = createPasswordHasher({ limits: { concurrency: 1, queueLimit: 2 } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => busy.hash('correct horse')));
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ error: { code: 'temporarily_unavailable' } });
  });
});

describe('a gate', () => {
  it('lets no more than its number run at once, in order of arrival', async () => {
    const gate = createGate({ concurrency: 2, queueLimit: 100 });
    const started: number[] = [];
    let [running, most] = [0, 0];
    const work = async (number: number) => {
      started.push(number);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return number;
    };
    const passed = await Promise.all(Array.from({ length: 20 }, (_, number) => gate.pass(() => work(number))));
    expect(passed.map((one) => one?.value)).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(started).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(most).toBe(2);
  });

  it('gives the place free when the work fails', async () => {
    const gate = createGate({ concurrency: 1, queueLimit: 0 });
    await expect(gate.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await gate.pass(() => Promise.resolve('next'))).toEqual({ value: 'next' });
  });
});
