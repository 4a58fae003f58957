import { describe, expect, it } from 'vitest';
import { watchNesting } from '../../../src/platform/database/nesting.ts';

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('the watch over open transactions', () => {
  it('still sees one after another has ended', async () => {
    const nesting = watchNesting();
    const { opened, open } = gate();
    const long = nesting.enter(async () => {
      await opened;
      return nesting.isInside();
    });
    expect(await nesting.enter(async () => nesting.isInside())).toBe(true);
    expect(nesting.isInside()).toBe(false);
    open();
    expect(await long).toBe(true);
  });

  it('sees the next one after none was open', async () => {
    const nesting = watchNesting();
    await nesting.enter(async () => undefined);
    expect(nesting.isInside()).toBe(false);
    const late = await nesting.enter(async () => {
      await Promise.resolve();
      return nesting.isInside();
    });
    expect(late).toBe(true);
  });
});
