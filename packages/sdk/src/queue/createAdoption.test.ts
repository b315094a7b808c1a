import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAdoption } from './createAdoption.ts';
import type { Keepable } from './Keepable.ts';

const toOrphan = (
  id: string,
  json = JSON.stringify({ event_id: id, event_type: 'order', event_data: {} }),
): Keepable => ({
  _id: id,
  _json: json,
  _atMs: 1,
});
let orphans: Keepable[];
let queued: Keepable[];
let isStopped: boolean;
const claim = vi.fn(async () => orphans);
const take = vi.fn();
const drop = vi.fn();
const erase = vi.fn();
const create = () => createAdoption({ _claim: claim }, queued, take, drop, erase, () => isStopped);
const taken = (): string[] => take.mock.calls.map(([event]) => event._id);

beforeEach(() => {
  vi.useFakeTimers();
  orphans = [toOrphan('a'), toOrphan('b')];
  queued = [];
  isStopped = false;
});
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

test('takes each orphan once, with the type that determines its priority', async () => {
  const adoption = create();
  await adoption._adopt();
  await adoption._adopt();
  expect(taken()).toEqual(['a', 'b']);
  expect(take).toHaveBeenCalledWith(expect.objectContaining({ _type: 'order', _data: {}, _atMs: 1 }));
});

test('does not take events that are already in the queue', async () => {
  queued = [toOrphan('b')];
  await create()._adopt();
  expect(taken()).toEqual(['a']);
});

test('takes again what was queued at the return of the page, and may be with another tab', async () => {
  queued = [toOrphan('a')];
  const adoption = create();
  adoption._know(true);
  adoption._know(false);
  queued.length = 0;
  await adoption._adopt();
  expect(taken()).toEqual(['a', 'b']);
  expect(erase).not.toHaveBeenCalled();
});

test('erases the copy of an event that was queued when the page was left, and is finished', async () => {
  queued = [toOrphan('a')];
  const adoption = create();
  adoption._know(true);
  queued.length = 0;
  adoption._know(false);
  await adoption._adopt();
  expect(taken()).toEqual(['b']);
  expect(erase.mock.calls).toEqual([[orphans[0]]]);
});

test('does not erase the copy of an event that is in the queue', async () => {
  queued = [toOrphan('a')];
  await create()._adopt();
  expect(erase).not.toHaveBeenCalled();
});

test('takes nothing after a shutdown, so that the next page finds it', async () => {
  isStopped = true;
  await create()._adopt();
  expect(taken()).toEqual([]);
});

test.each(['{oops', '', 'null', '5', '[]', '{}', '{"event_id":"x"}', '{"event_id":"other","event_type":"order"}'])(
  'an orphan with the text %s is dropped once, and does not affect the others',
  async (json) => {
    orphans = [toOrphan('x', json), toOrphan('a')];
    const adoption = create();
    await adoption._adopt();
    await adoption._adopt();
    expect(taken()).toEqual(['a']);
    expect(drop.mock.calls).toEqual([[orphans[0]]]);
  },
);

test('finds no orphans in a browser that forbids access', async () => {
  claim.mockRejectedValueOnce(new Error('SecurityError'));
  await expect(create()._adopt()).resolves.toBeUndefined();
});

test('looks again after 15 s, not sooner', async () => {
  const adoption = create();
  await adoption._adopt();
  adoption._adoptIfDue();
  expect(claim).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(15_001);
  adoption._adoptIfDue();
  expect(claim).toHaveBeenCalledTimes(2);
});
