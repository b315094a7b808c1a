import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCommitHarness, event, everyTurn, ids, names } from './createCommitHarness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const SYNC = { process: true };

describe('a store that does not answer', () => {
  test('gives its place to other customers after a second', async () => {
    const { commit, calls, finishAll } = createCommitHarness();
    const hanging = ['x', 'y', 'z'].map((customer) => commit.store(customer, [event('1')], SYNC));
    const free = commit.store('free', [event('1')], SYNC);
    await vi.advanceTimersByTimeAsync(999);
    expect(names(calls)).toEqual(['x+1', 'y+1', 'z+1']);
    await vi.advanceTimersByTimeAsync(1);
    expect(names(calls)).toEqual(['x+1', 'y+1', 'z+1', 'free+1']);
    calls[3]?.succeed();
    expect(ids(await free)).toEqual(['1']);
    const next = commit.store('free', [event('2')], SYNC);
    expect(names(calls).at(-1)).toBe('free+2');
    await finishAll();
    await Promise.all([...hanging, next]);
  });

  test('is one of a bounded number, however many customers hang', async () => {
    const { commit, calls, finishAll } = createCommitHarness({ maxInFlight: 2, maxOverdue: 3 });
    const answers = Array.from({ length: 20 }, (_, n) => commit.store(`c${n}`, [event('1')], SYNC));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(5);
    calls[0]?.succeed();
    await answers[0];
    await everyTurn();
    // An overdue store gets its place, and another customer that store's.
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(6);
    await finishAll();
    await Promise.all(answers);
    expect(calls).toHaveLength(20);
  });

  test('has no second store of its customer beside it', async () => {
    const { commit, calls, finishAll } = createCommitHarness();
    const first = commit.store('x', [event('1')], SYNC);
    await vi.advanceTimersByTimeAsync(1_000);
    const second = commit.store('x', [event('2')], SYNC);
    const third = commit.store('x', [event('3')], SYNC);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(names(calls)).toEqual(['x+1']);
    await finishAll();
    await Promise.all([first, second, third]);
    expect(names(calls)).toEqual(['x+1', 'x+2,3']);
  });

  test('and fails leaves its customer to the places of overdue stores, until one succeeds', async () => {
    let isAway = true;
    const { commit, calls, finishAll } = createCommitHarness({
      maxOverdue: 1,
      failWhen: ([first]) => (isAway && first?.eventId.startsWith('x') ? new EngineUnavailable('away') : null),
    });
    const store = (customer: string, id: string) => commit.store(customer, [event(id)], SYNC);
    const failed = expect(store('x', 'x1')).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(1_000);
    calls[0]?.succeed();
    await failed;

    const hanging = store('x', 'x2');
    const others = ['a', 'b', 'c'].map((customer) => store(customer, '1'));
    expect(names(calls)).toEqual(['x+x1', 'x+x2', 'a+1', 'b+1', 'c+1']);
    isAway = false;
    await vi.advanceTimersByTimeAsync(5_000);
    await finishAll();
    await Promise.all([hanging, ...others]);

    // Now it counts like the others again.
    calls.length = 0;
    const last = ['x', 'a', 'b', 'c'].map((customer) => store(customer, '3'));
    expect(names(calls)).toEqual(['x+3', 'a+3', 'b+3']);
    await Promise.all([finishAgain(), ...last]);

    async function finishAgain() {
      for (let n = 0; n < calls.length; n += 1) {
        calls[n]?.succeed();
        await everyTurn();
      }
    }
  });

  test('is waited for when the server stops', async () => {
    const { commit, finishAll } = createCommitHarness();
    const answer = commit.store('x', [event('1')], SYNC);
    await vi.advanceTimersByTimeAsync(1_000);
    let isDrained = false;
    const drained = commit.drain().then(() => {
      isDrained = true;
    });
    await everyTurn();
    expect(isDrained).toBe(false);
    await finishAll();
    await Promise.all([answer, drained]);
  });

  test('does not let its customer fill the queue', async () => {
    const { commit, calls, finishAll } = createCommitHarness({
      maxOverdue: 1,
      maxQueuedEvents: 2,
      failWhen: ([first]) => (first?.eventId === 'y1' ? new EngineUnavailable('away') : null),
    });
    const failed = expect(commit.store('y', [event('y1')], SYNC)).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(1_000);
    calls[0]?.succeed();
    await failed;
    const hanging = commit.store('x', [event('x1')], SYNC);
    await vi.advanceTimersByTimeAsync(1_000);
    const waiting = commit.store('y', [event('y2')], SYNC);
    await expect(commit.store('y', [event('y3'), event('y4')], SYNC)).rejects.toMatchObject({ status: 503 });
    await finishAll();
    await Promise.all([hanging, waiting]);
  });
});
