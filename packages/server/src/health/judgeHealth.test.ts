import { describe, expect, test } from 'vitest';
import type { PipelineTotals } from '../engine/port.ts';
import { judgeHealth } from './judgeHealth.ts';

const HEALTHY: PipelineTotals = {
  rawPending: 0,
  stagingPending: 0,
  setAside: 0,
  lately: { setAside: 0, accepted: 0, reasons: [] },
  customersAway: 0,
  lastEventAt: null,
  oldestRawAt: null,
  oldestStagingAt: null,
  waitedMs: null,
  lastProcessedAt: null,
};
const rulesOf = (totals: Partial<PipelineTotals>) => judgeHealth({ ...HEALTHY, ...totals }).map(({ rule }) => rule);
const lately = (setAside: number, accepted: number) => ({ lately: { setAside, accepted, reasons: [] } });

describe('the pipeline is degraded', () => {
  test('by more than 5 % of the events of the last minutes set aside, not by 5 %', () => {
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf(lately(5, 100))).toEqual([]);
    expect(rulesOf(lately(6, 100))).toEqual(['set_aside']);
    expect(rulesOf(lately(1, 1))).toEqual(['set_aside']);
  });

  test('by a thousand set-aside events, of however many', () => {
    expect(rulesOf(lately(999, 100_000))).toEqual([]);
    expect(rulesOf(lately(1_000, 100_000))).toEqual(['set_aside']);
  });

  test('by an event that has waited for more than half a minute', () => {
    expect(rulesOf({ waitedMs: 30_000, rawPending: 1 })).toEqual([]);
    const [problem] = judgeHealth({ ...HEALTHY, waitedMs: 30_001, rawPending: 7, stagingPending: 2 });
    expect(problem).toMatchObject({ rule: 'events_wait', count: 9 });
  });

  test('by customers that could not be counted', () => {
    expect(rulesOf({ customersAway: 3 })).toEqual(['customers_away']);
  });

  test('for each reason', () => {
    expect(rulesOf({ ...lately(1, 1), waitedMs: 60_000, customersAway: 1 })).toEqual([
      'set_aside',
      'events_wait',
      'customers_away',
    ]);
  });
});
