import { expect, test, vi } from 'vitest';
import { EngineUnavailable, type PipelineTotals } from '../engine/port.ts';
import { silentLog } from '../log.ts';
import { startHealthWatch } from './startHealthWatch.ts';

const reason = { rule: 'processing_failed', message: 'processing failed (42883)', count: 9 };
const totals = (setAside: number, waitedMs: number | null = null): PipelineTotals => ({
  rawPending: 0,
  stagingPending: 0,
  setAside,
  lately: { setAside, accepted: 10, reasons: setAside === 0 ? [] : [reason] },
  customersAway: 0,
  lastEventAt: null,
  oldestRawAt: null,
  oldestStagingAt: null,
  waitedMs,
  lastProcessedAt: null,
});

test('says once that the pipeline is degraded, and once that it is healthy again', async () => {
  const warn = vi.fn();
  let now = totals(0);
  let isAway = false;
  let asked = 0;
  const watch = startHealthWatch({
    engine: {
      totals: async () => {
        asked += 1;
        if (isAway) throw new EngineUnavailable('away');
        return now;
      },
    },
    log: { ...silentLog, warn },
    everyMs: 1,
  });
  const lookTwice = async () => {
    const until = asked + 3;
    await expect.poll(() => asked).toBeGreaterThanOrEqual(until);
  };
  await lookTwice();
  expect(warn).not.toHaveBeenCalled();

  now = totals(9);
  await lookTwice();
  // Another problem beside it, and a database that is away for a while: nothing new to say.
  now = totals(9, 60_000);
  await lookTwice();
  isAway = true;
  await lookTwice();
  isAway = false;
  await lookTwice();
  expect(warn.mock.calls.map(([line]) => line)).toEqual([
    '[OneVault] The pipeline is degraded: 9 of 10 events that arrived in the last 5 minutes are set aside: their processing failed; processing failed (42883) ×9. /health/detailed says more.',
  ]);

  now = totals(0);
  await lookTwice();
  expect(warn.mock.calls.slice(1)).toEqual([['[OneVault] The pipeline is healthy again.']]);
  await watch.stop();
});
