import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const load = () => vi.importActual<typeof import('./ticksMs.ts')>('./ticksMs.ts');

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('is the clock that the browser had at load, whatever the page makes of the name later', async () => {
  const { ticksMs } = await load();
  const before = ticksMs();
  for (const performance of [{ score: 10 }, { now: () => 1e15 }, undefined]) {
    vi.stubGlobal('performance', performance);
    expect(ticksMs()).toBeGreaterThanOrEqual(before);
    expect(ticksMs()).toBeLessThan(1e12);
  }
});

test.each([{ score: 10 }, { now: () => 'noon' }, 'page', undefined])(
  'is the time of `Date` if `performance` is %j at load',
  async (is) => {
    vi.stubGlobal('performance', is);
    const { ticksMs } = await load();
    vi.unstubAllGlobals();
    expect(Math.abs(ticksMs() - Date.now())).toBeLessThan(60_000);
  },
);
