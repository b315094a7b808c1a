import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { EngineUnavailable, type RawEvent, TooMuchAtOnce } from '@onevault/server/internal/engine/port';
import type { Pace } from '@onevault/server/internal/ingest/createPace';
import { type CommittedGroup, createGroupCommit } from '@onevault/server/internal/ingest/groupCommit';
import { describe, expect, test } from 'vitest';
import { createCommitHarness, event, everyTurn, ids, many, names } from './createCommitHarness.ts';

describe('requests that wait share a commit', () => {
  test('a single request is stored at once', async () => {
    const { commit, calls } = createCommitHarness();
    const answer = commit.store('a', [event('1')], { process: true });
    expect(names(calls)).toEqual(['a+1']);
    calls[0]?.succeed();
    expect(ids(await answer)).toEqual(['1']);
  });

  test('requests that arrive during two commits share the next, each with its own answers', async () => {
    const { commit, calls } = createCommitHarness();
    const answers = ['1', '2', '3', '4', '5'].map((id) =>
      commit.store('a', [event(id), event(`${id}b`)], { process: true }),
    );
    expect(names(calls)).toEqual(['a+1,1b', 'a+2,2b']);
    calls[0]?.succeed();
    await everyTurn();
    expect(names(calls)).toEqual(['a+1,1b', 'a+2,2b', 'a+3,3b,4,4b,5,5b']);
    calls[1]?.succeed();
    calls[2]?.succeed();
    expect((await Promise.all(answers)).map(ids)).toEqual([
      ['1', '1b'],
      ['2', '2b'],
      ['3', '3b'],
      ['4', '4b'],
      ['5', '5b'],
    ]);
  });

  test('no request is answered before the commit of its group', async () => {
    const { commit, calls } = createCommitHarness({ maxInFlight: 1 });
    const answered: string[] = [];
    const ask = (id: string) => commit.store('a', [event(id)], { process: true }).then(() => answered.push(id));
    const [first, second] = [ask('1'), ask('2')];
    calls[0]?.succeed();
    await first;
    await everyTurn();
    expect(answered).toEqual(['1']);
    expect(names(calls)).toEqual(['a+1', 'a+2']);
    calls[1]?.succeed();
    await second;
    expect(answered).toEqual(['1', '2']);
  });

  test('a group holds at most the events and bytes that it may; one request is not divided', async () => {
    const { commit, calls, finishAll } = createCommitHarness({ maxInFlight: 1, maxGroupEvents: 3, maxGroupBytes: 100 });
    const sizes = [1, 2, 2, 5, 1];
    const answers = sizes.map((size, n) =>
      commit.store('a', many(size, `${n}-`), { process: true, bytes: n === 4 ? 99 : 10 }),
    );
    answers.push(commit.store('a', [event('last')], { process: true, bytes: 2 }));
    await finishAll();
    await Promise.all(answers);
    expect(calls.map(({ events }) => events.length)).toEqual([1, 2, 2, 5, 1, 1]);
  });

  test('sync and async requests are separate groups, the one that waited longer first', async () => {
    const { commit, calls, finishAll } = createCommitHarness({ maxInFlight: 1 });
    const kinds = [true, false, true, true, false];
    const answers = kinds.map((process, n) => commit.store('a', [event(String(n))], { process }));
    await finishAll();
    await Promise.all(answers);
    expect(names(calls)).toEqual(['a+0', 'a-1,4', 'a+2,3']);
  });
});

test('a second commit for the same customer waits for enough events; one for another customer does not', async () => {
  const { commit, calls, finishAll } = createCommitHarness({ minParallelEvents: 3 });
  const answers = [commit.store('a', [event('1')], { process: true })];
  answers.push(commit.store('a', many(2, 'few-'), { process: true }));
  expect(names(calls)).toEqual(['a+1']);
  answers.push(commit.store('b', [event('other')], { process: true }));
  expect(names(calls)).toEqual(['a+1', 'b+other']);
  calls[1]?.succeed();
  await everyTurn();
  answers.push(commit.store('a', [event('enough')], { process: true }));
  expect(names(calls)).toEqual(['a+1', 'b+other', 'a+few-0,few-1,enough']);
  await finishAll();
  await Promise.all(answers);
});

describe('customers', () => {
  test('never share a group, and take turns', async () => {
    const { commit, calls, finishAll } = createCommitHarness({ maxInFlight: 1, maxGroupEvents: 2 });
    const asked = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'b2'];
    const answers = asked.map((id) => commit.store(id.slice(0, 1), [event(id)], { process: true }));
    await finishAll();
    await Promise.all(answers);
    expect(names(calls)).toEqual(['a+a1', 'a+a2,a3', 'b+b1,b2', 'c+c1', 'a+a4,a5']);
  });
});

describe('a full queue', () => {
  test('refuses with 503 and Retry-After, stores nothing, and accepts requests again when there is room', async () => {
    const { commit, calls, finishAll } = createCommitHarness({ maxInFlight: 1, maxQueuedEvents: 4 });
    const stored = [commit.store('a', many(9, 'now-'), { process: true })];
    stored.push(commit.store('a', many(2, 'wait-'), { process: true }));
    await expect(commit.store('a', [event('over')], { process: true })).rejects.toMatchObject({
      status: 503,
      headers: { 'Retry-After': '1' },
      body: { error_code: 'OVERLOADED', success: false },
    });
    expect(commit.queued()).toEqual({ events: 2, bytes: 0 });
    await finishAll();
    await Promise.all(stored);
    expect(calls.flatMap(({ events }) => events.map(({ eventId }) => eventId))).not.toContain('over');
    const later = commit.store('a', [event('later')], { process: true });
    await finishAll();
    expect(ids(await later)).toEqual(['later']);
    expect(commit.queued()).toEqual({ events: 0, bytes: 0 });
  });

  test('counts bytes too', async () => {
    const { commit, finishAll } = createCommitHarness({ maxInFlight: 1, maxQueuedBytes: 1_000 });
    const stored = [
      commit.store('a', [event('1')], { process: true, bytes: 5_000 }),
      commit.store('a', [event('2')], { process: true, bytes: 500 }),
    ];
    await expect(commit.store('a', [event('3')], { process: true, bytes: 1 })).rejects.toMatchObject({ status: 503 });
    await finishAll();
    await Promise.all(stored);
  });

  test('a customer that floods leaves room for the others', async () => {
    const { commit, finishAll } = createCommitHarness({ maxInFlight: 1, maxQueuedEvents: 100 });
    const flood = Array.from({ length: 200 }, (_, n) => commit.store('a', [event(`a${n}`)], { process: true }));
    const others = ['b', 'c', 'd'].map((customerId) => commit.store(customerId, [event('x')], { process: true }));
    await finishAll();
    await expect(Promise.all(others)).resolves.toHaveLength(3);
    const outcomes = await Promise.allSettled(flood);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(51);
  });
});

describe('failures', () => {
  test('the requests of a failed group are stored one by one, once: only the failing one fails', async () => {
    const { commit, calls, finishAll } = createCommitHarness({
      maxInFlight: 1,
      failWhen: (events) => (events.some(({ eventId }) => eventId === 'bad') ? new Error('no') : null),
    });
    const answers = ['first', '1', 'bad', '2'].map((id) => commit.store('a', [event(id)], { process: true }));
    const outcomes = Promise.allSettled(answers);
    await finishAll();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(names(calls)).toEqual(['a+first', 'a+1,bad,2', 'a+1', 'a+bad', 'a+2']);
  });

  test('an unavailable database fails the whole group at once, and the next group is tried', async () => {
    let isAway = true;
    const { commit, calls, finishAll } = createCommitHarness({
      maxInFlight: 1,
      failWhen: () => (isAway ? new EngineUnavailable('away') : null),
    });
    const outcomes = Promise.allSettled(['1', '2', '3'].map((id) => commit.store('a', [event(id)], { process: true })));
    await finishAll();
    expect((await outcomes).map((outcome) => (outcome as PromiseRejectedResult).reason.name)).toEqual(
      Array(3).fill('EngineUnavailable'),
    );
    expect(names(calls)).toEqual(['a+1', 'a+2,3']);
    isAway = false;
    const later = commit.store('a', [event('4')], { process: true });
    await finishAll();
    expect(ids(await later)).toEqual(['4']);
  });

  test('a database that becomes unavailable during the single stores ends them', async () => {
    const { commit, calls, finishAll } = createCommitHarness({
      maxInFlight: 1,
      failWhen: (events) => {
        if (events.length > 1) return new Error('one of them');
        return events[0]?.eventId === '2' ? new EngineUnavailable('away') : null;
      },
    });
    const outcomes = Promise.allSettled(
      ['0', '1', '2', '3'].map((id) => commit.store('a', [event(id)], { process: true })),
    );
    await finishAll();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(names(calls)).toEqual(['a+0', 'a+1,2,3', 'a+1', 'a+2']);
  });
});

describe('what is too much for one transaction', () => {
  /** Always so many rows. */
  const fixed = (limit: number): Pace => ({ limit: () => limit, learn: () => {}, learnTooMuch: () => {} });
  const withItems = (eventId: string, items: number): RawEvent => ({
    ...event(eventId),
    payload: { event_data: { items: Array.from({ length: items }, (_, n) => ({ id: `${n}` })) } },
  });

  test('is stored in several transactions, one after the other, and answered as one request', async () => {
    const { commit, calls, finishAll } = createCommitHarness({ pace: fixed(100) });
    const events = Array.from({ length: 5 }, (_, n) => withItems(`${n}`, 40));
    const answer = commit.store('a', events, { process: true, bytes: 10 });
    expect(names(calls)).toEqual(['a+0,1']);
    expect(commit.queued()).toEqual({ events: 3, bytes: 10 });
    await finishAll();
    expect(names(calls)).toEqual(['a+0,1', 'a+2,3', 'a+4']);
    expect(ids(await answer)).toEqual(['0', '1', '2', '3', '4']);
    expect(commit.queued()).toEqual({ events: 0, bytes: 0 });
  });

  test('a single event is always tried', async () => {
    const { commit, finishAll } = createCommitHarness({ pace: fixed(10) });
    const answer = commit.store('a', [withItems('1', 100), withItems('2', 100)], { process: true });
    await finishAll();
    expect(ids(await answer)).toEqual(['1', '2']);
  });

  test('is stored whole if the client gave no ids: a stored part would be stored twice when it is sent again', async () => {
    const { commit, calls, finishAll } = createCommitHarness({
      maxInFlight: 1,
      pace: fixed(100),
      failWhen: (events) => (events.length > 2 ? new TooMuchAtOnce('out of time') : null),
    });
    const first = commit.store('a', [event('0')], { process: true });
    const heavy = Array.from({ length: 3 }, (_, n) => withItems(`h${n}`, 40));
    const answers = Promise.allSettled([
      commit.store('a', [event('1')], { process: true, isDivisible: false }),
      commit.store('a', heavy, { process: true, isDivisible: false }),
      commit.store('a', [event('2')], { process: true, isDivisible: false }),
    ]);
    await finishAll();
    await first;
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    for (const call of calls) {
      const some = call.events.filter(({ eventId }) => eventId.startsWith('h')).length;
      expect([0, 3]).toContain(some);
    }
  });

  test('takes one place at most, and other customers are stored in between', async () => {
    const { commit, calls, finishAll } = createCommitHarness({ pace: fixed(100), maxInFlight: 2 });
    const heavy = commit.store('a', [withItems('1', 90), withItems('2', 90), withItems('3', 90)], { process: true });
    const others = ['b', 'c', 'd'].map((customerId) => commit.store(customerId, [event('x')], { process: true }));
    expect(names(calls)).toEqual(['a+1', 'b+x']);
    calls[1]?.succeed();
    await everyTurn();
    expect(names(calls)).toEqual(['a+1', 'b+x', 'c+x']);
    await finishAll();
    await Promise.all([heavy, ...others]);
    expect(names(calls)).toEqual(['a+1', 'b+x', 'c+x', 'a+2', 'd+x', 'a+3']);
  });

  test('a customer with two groups in flight leaves a place for others', async () => {
    const { commit, calls, finishAll } = createCommitHarness();
    const flood = Array.from({ length: 9 }, (_, n) => commit.store('a', [event(`${n}`)], { process: true }));
    expect(names(calls)).toEqual(['a+0', 'a+1']);
    const other = commit.store('b', [event('x')], { process: true });
    expect(names(calls)).toEqual(['a+0', 'a+1', 'b+x']);
    await finishAll();
    await Promise.all([...flood, other]);
  });

  test('is halved when the database fails, and only an event that fails alone is refused', async () => {
    const { commit, calls, finishAll } = createCommitHarness({
      maxInFlight: 1,
      failWhen: (events) =>
        events.length > 2 || events.some(({ eventId }) => eventId === 'bad') ? new TooMuchAtOnce('out of time') : null,
    });
    const first = commit.store('a', [event('0')], { process: true });
    const answers = Promise.allSettled([
      commit.store('a', many(3, 'x'), { process: true }),
      commit.store('a', [event('bad')], { process: true }),
    ]);
    await finishAll();
    await first;
    expect(names(calls)).toEqual(['a+0', 'a+x0,x1,x2,bad', 'a+x0,x1', 'a+x2,bad', 'a+x2', 'a+bad']);
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('a request is refused as soon as one part fails, and its rest is not tried', async () => {
    const { commit, calls, finishAll } = createCommitHarness({
      maxInFlight: 1,
      pace: fixed(1),
      failWhen: ([first]) => (first?.eventId === '1' ? new EngineUnavailable('away') : null),
    });
    const answer = commit.store('a', ['0', '1', '2', '3'].map(event), { process: true, bytes: 7 });
    const outcome = expect(answer).rejects.toThrow('away');
    await finishAll();
    await outcome;
    expect(names(calls)).toEqual(['a+0', 'a+1']);
    expect(commit.queued()).toEqual({ events: 0, bytes: 0 });
    await commit.drain();
  });
});

test('if two requests of a group have the same id, the first is stored and the other is a duplicate', async () => {
  const engine = createMemoryEngine();
  await engine.upsertCustomer('a');
  const commit = createGroupCommit({ store: engine.store, maxInFlight: 1 });
  const answers = await Promise.all([
    commit.store('a', [event('0')], { process: true }),
    commit.store('a', [event('same'), event('1')], { process: true }),
    commit.store('a', [event('2'), event('same')], { process: true }),
  ]);
  expect(answers.map((stored) => stored.map(({ eventId, duplicate }) => `${eventId}${duplicate ? '!' : ''}`))).toEqual([
    ['0'],
    ['same', '1'],
    ['2', 'same!'],
  ]);
});

test('drains when the last group is stored, including waiting requests', async () => {
  const { commit, calls, finishAll } = createCommitHarness({ maxInFlight: 1 });
  await commit.drain();
  const answers = ['1', '2'].map((id) => commit.store('a', [event(id)], { process: true }));
  let isDrained = false;
  const drained = commit.drain().then(() => {
    isDrained = true;
  });
  calls[0]?.succeed();
  await answers[0];
  expect(isDrained).toBe(false);
  await finishAll();
  await drained;
  expect(names(calls)).toEqual(['a+1', 'a+2']);
});

test('reports the size of each group and whether it failed', async () => {
  const groups: CommittedGroup[] = [];
  const { commit, finishAll } = createCommitHarness({
    maxInFlight: 1,
    onGroup: (group) => groups.push(group),
    failWhen: (events) => (events[0]?.eventId === 'bad' ? new Error('no') : null),
  });
  const outcomes = Promise.allSettled(['bad', '1', '2'].map((id) => commit.store('a', [event(id)], { process: true })));
  await finishAll();
  await outcomes;
  expect(groups).toMatchObject([
    { requests: 1, events: 1, failed: true },
    { requests: 2, events: 2, failed: false },
  ]);
});
