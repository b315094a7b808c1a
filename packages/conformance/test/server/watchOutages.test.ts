import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { silentLog } from '@onevault/server/internal/log';
import { watchOutages } from '@onevault/server/internal/service/watchOutages';
import { expect, test, vi } from 'vitest';

test('logs an outage once, and its end once', async () => {
  const warn = vi.fn<(line: string) => void>();
  const clock = { nowMs: 0 };
  let failure: Error | undefined;
  const engine = {
    ...createMemoryEngine(),
    async ping() {
      if (failure) throw failure;
    },
  };
  const watched = watchOutages(engine, { ...silentLog, warn }, () => clock.nowMs);
  await watched.ping();
  failure = new EngineUnavailable('refused');
  for (let i = 0; i < 20; i += 1) await expect(watched.ping()).rejects.toThrow('refused');
  // Some calls succeed, as with an overloaded database: the outage is not over.
  await watched.findCustomer('demo');
  expect(warn.mock.calls).toEqual([
    ['[OneVault] The database is unavailable: refused. Requests get 503 until it is back.'],
  ]);
  clock.nowMs += 1_000;
  failure = new Error('a bug');
  await expect(watched.ping()).rejects.toThrow('a bug');
  expect(warn).toHaveBeenCalledTimes(1);
  failure = undefined;
  for (let i = 0; i < 3; i += 1) await watched.ping();
  expect(warn.mock.calls.slice(1)).toEqual([['[OneVault] The database is back.']]);
});
