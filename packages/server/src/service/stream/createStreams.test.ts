import type { StreamEvent } from '@onevault/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChangePage, ChangesFrom, Engine, StageChange } from '../../engine/port.ts';
import { createChangeLog } from '../changes.ts';
import { createStreams, type StreamLimits } from './createStreams.ts';

const BIG = 'x'.repeat(1_000);

/** An engine whose changes are numbered: place `00000001` and so on. */
function createSource() {
  const changes = createChangeLog();
  const all: StageChange[] = [];
  const reads: ChangesFrom[] = [];
  let answer: (() => ChangePage | null) | undefined;
  const toPlace = (number: number) => String(number).padStart(8, '0');
  const engine = {
    async stageChanges(_customerId: string, from: ChangesFrom): Promise<ChangePage> {
      reads.push(from);
      const given = answer?.();
      if (given) return given;
      const mark = { at: '', open: [] };
      if (from.after === null) return { changes: [], next: toPlace(all.length), mark };
      const found = all.filter(({ place }) => place > (from.after ?? '')).slice(0, from.limit);
      return { changes: found, next: found.at(-1)?.place ?? toPlace(all.length), mark };
    },
    checkPlace: (place: string) => (/^\d{8}$/.test(place) ? 'valid' : 'malformed'),
  } as Engine;
  return {
    engine,
    changes,
    reads,
    toPlace,
    answerWith(next: typeof answer) {
      answer = next;
      changes.note('shop');
    },
    happen(count: number, pageUrl = '') {
      for (let n = 0; n < count; n += 1) {
        const place = toPlace(all.length + 1);
        const event = { event_id: `evt_${all.length + 1}`, page_url: pageUrl, stage: 'business' } as StreamEvent;
        all.push({ place, event, page: null });
      }
      changes.note('shop');
    },
  };
}

let source: ReturnType<typeof createSource>;
const opened: AbortController[] = [];
beforeEach(() => {
  source = createSource();
});
afterEach(() => {
  for (const gone of opened.splice(0)) gone.abort();
});

function createServer({ limits, commentMs = 15_000 }: { limits?: StreamLimits; commentMs?: number } = {}) {
  const hooks = { changes: source.changes, checkEvent: () => [], onRefused: () => {}, endpoints: () => [] };
  const streams = createStreams({ engine: source.engine, hooks }, { ...(limits && { limits }), commentMs });
  return async (customerId = 'shop', lastEventId?: string, isAllowed = async () => true) => {
    const gone = new AbortController();
    opened.push(gone);
    const text = await streams.open({ customerId, lastEventId, query: {}, isAllowed, signal: gone.signal });
    return { text, cut: () => gone.abort() };
  };
}

const next = async (text: AsyncGenerator<string, void>) => String((await text.next()).value);
const idsIn = (text: string) => [...text.matchAll(/"event_id":"(\w+)"/g)].map(([, id]) => id);
const lastIdIn = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];

/** Reads until so many events have come. */
async function take(text: AsyncGenerator<string, void>, count: number): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  while (ids.length < count) ids.push(...idsIn(await next(text)));
  return ids;
}
const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `evt_${from + n}`);

describe('one stream', () => {
  test('begins with an id to resume from, before anything has happened', async () => {
    source.happen(3);
    const open = createServer();
    const { text, cut } = await open();
    const head = await next(text);
    expect(head).toMatch(/^retry: 1000\nid: [\w-]+\n: live\n\n$/);
    cut();
    source.happen(2);
    const resumed = await open('shop', lastIdIn(head));
    expect(lastIdIn(await next(resumed.text))).toBe(lastIdIn(head));
    expect(await take(resumed.text, 2)).toEqual(['evt_4', 'evt_5']);
  });

  test('a slow client gets everything, and nothing is made for it meanwhile', async () => {
    const open = createServer();
    const [slow, fast] = [await open(), await open()];
    await next(slow.text);
    await next(fast.text);
    // Twenty times what a hub keeps.
    for (let round = 0; round < 20; round += 1) {
      source.happen(1_000, BIG);
      expect(await take(fast.text, 1_000)).toEqual(events(round * 1_000 + 1, round * 1_000 + 1_000));
    }
    const before = source.reads.length;
    expect(await take(slow.text, 20_000)).toEqual(events(1, 20_000));
    // By reads of its own, each a portion.
    const own = source.reads.slice(before);
    expect(own.length).toBeGreaterThan(80);
    expect(Math.max(...own.map(({ limit }) => limit))).toBeLessThanOrEqual(500);
    // And then it is one of the others again.
    source.happen(1);
    expect(await take(slow.text, 1)).toEqual(['evt_20001']);
  });

  test('goes on where it was when the database was away', async () => {
    const { text } = await createServer()();
    await next(text);
    let isAway = true;
    source.answerWith(() => {
      if (isAway) throw new Error('away');
      return null;
    });
    source.happen(2);
    const taken = take(text, 2);
    while (source.reads.length < 3) await new Promise((resolve) => setImmediate(resolve));
    isAway = false;
    source.changes.note('shop');
    expect(await taken).toEqual(['evt_1', 'evt_2']);
  });

  test('a clock that is set back repeats nothing that the hub knows', async () => {
    const { text } = await createServer()();
    await next(text);
    source.happen(3);
    expect(await take(text, 3)).toEqual(['evt_1', 'evt_2', 'evt_3']);
    let isSetBack = false;
    source.answerWith(() => {
      if (isSetBack) return null;
      isSetBack = true;
      return { changes: [], next: source.toPlace(1), mark: { at: '', open: [] }, isSetBack: true };
    });
    source.happen(1);
    expect(await take(text, 1)).toEqual(['evt_4']);
  });

  test('ends when the signal is aborted, also while it waits', async () => {
    const { text, cut } = await createServer()();
    await next(text);
    const waiting = text.next();
    cut();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});

describe('while nothing happens', () => {
  // The clock of the comments is taken at import, so it is the real one.
  test('sends a comment with the present id, which the next stream resumes from', async () => {
    const { text } = await createServer({ commentMs: 5 })();
    const head = await next(text);
    const comment = await next(text);
    expect(comment).toMatch(/^id: [\w-]+\n: still live\n\n$/);
    expect(lastIdIn(comment)).toBe(lastIdIn(head));
  });

  test('ends a stream whose key is not valid any more', async () => {
    let isValid = true;
    const { text } = await createServer({ commentMs: 5 })('shop', undefined, async () => isValid);
    await next(text);
    expect(await next(text)).toContain('still live');
    isValid = false;
    for (;;) if ((await text.next()).done) break;
  });
});

describe('many streams', () => {
  test('share one reader', async () => {
    const open = createServer();
    const all = await Promise.all(Array.from({ length: 20 }, () => open()));
    for (const { text } of all) await next(text);
    const before = source.reads.length;
    source.happen(5);
    for (const { text } of all) expect(await take(text, 5)).toEqual(events(1, 5));
    expect(source.reads.length - before).toBeLessThan(20);
  });

  test('are limited for a customer and in all; one that ends makes room', async () => {
    const open = createServer({ limits: { perCustomer: 2, inAll: 3 } });
    const first = await open('shop');
    await open('shop');
    await expect(open('shop')).rejects.toMatchObject({
      status: 429,
      body: { error_code: 'TOO_MANY_STREAMS' },
      headers: { 'Retry-After': '10' },
    });
    await open('other');
    await expect(open('other')).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '10' } });
    // Nobody has read it.
    first.cut();
    await open('other');
    await expect(open('third')).rejects.toMatchObject({ status: 503 });
  });

  test('a wrong id takes no place', async () => {
    const open = createServer({ limits: { perCustomer: 1, inAll: 1 } });
    for (let n = 0; n < 3; n += 1) await expect(open('shop', 'x')).rejects.toMatchObject({ status: 422 });
    await open('shop');
  });

  test('nothing is read once the last one has ended', async () => {
    const { text, cut } = await createServer()();
    await next(text);
    cut();
    for (;;) if ((await text.next()).done) break;
    vi.useFakeTimers();
    const before = source.reads.length;
    source.happen(1);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect(source.reads.length - before).toBeLessThanOrEqual(1);
  });
});
