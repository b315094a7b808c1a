import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStore } from '../browser/createStore.ts';
import { findOrphans } from './findOrphans.ts';

type Saved = [json: string, atMs: number, owner: string];
let saved: Map<string, Saved>;
/** The part of IndexedDB that the test needs: each transaction answers after its requests. */
const write = async (work: (records: IDBObjectStore) => void): Promise<void> => {
  const requests: { result: unknown; onsuccess?: () => void }[] = [];
  const open = (keys: string[]): void => {
    const [key, ...rest] = keys;
    request.result = key && {
      key,
      value: saved.get(key),
      update: (value: Saved) => saved.set(key, value),
      continue: () => open(rest),
    };
    request.onsuccess?.();
  };
  const request: (typeof requests)[0] = { result: undefined };
  let begin = (): void => {};
  work({
    getAll() {
      request.result = [...saved.values()];
      begin = () => request.onsuccess?.();
      return request;
    },
    openCursor() {
      begin = () => open([...saved.keys()]);
      return request;
    },
  } as unknown as IDBObjectStore);
  begin();
};
const find = async (alive?: string[]) => {
  const held = alive?.map((name) => ({ name: `q:${name}` }));
  vi.stubGlobal('navigator', { ...(held && { locks: { query: async () => ({ held }) } }) });
  const [events, spillKeys] = await findOrphans(createStore(), 'q:spill:', write, 'q:', 'me');
  return { ids: [...events].map(({ _id }) => _id), keys: spillKeys };
};

beforeEach(() => {
  vi.useFakeTimers({ now: 100_000 });
  localStorage.clear();
  saved = new Map();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('takes over only events of owners without a lock', async () => {
  saved.set('a', ['{}', 99_999, 'gone']).set('b', ['{}', 99_999, 'alive']).set('c', ['{}', 99_999, 'me']);
  localStorage.setItem('q:spill:gone', JSON.stringify([['d', '{}', 99_999]]));
  localStorage.setItem('q:spill:alive', JSON.stringify([['e', '{}', 99_999]]));
  localStorage.setItem('other', 'x');
  expect(await find(['alive', 'me'])).toEqual({ ids: ['d', 'a'], keys: ['q:spill:gone'] });
  expect([...saved.values()].map(([, , owner]) => owner)).toEqual(['me', 'alive', 'me']);
});

test('takes an event in both places once, from IndexedDB', async () => {
  saved.set('a', ['{}', 1, 'gone']);
  localStorage.setItem('q:spill:gone', JSON.stringify([['a', '{}', 1]]));
  const [events] = await findOrphans(createStore(), 'q:spill:', write, 'q:', 'me');
  expect([...events]).toEqual([expect.objectContaining({ _id: 'a', _isConfirmed: true })]);
});

test('without locks takes events written 5 s ago or longer, by any clock', async () => {
  saved.set('old', ['{}', 94_999, 'x']).set('new', ['{}', 95_000, 'y']).set('future', ['{}', 200_000, 'z']);
  expect((await find()).ids).toEqual(['old', 'future']);
});

describe('another script has changed what is stored', () => {
  const fine = ['{}', 1, 'gone'] as Saved;

  test.each([null, 5, [null], {}, 'text', [5, 1, 'gone'], [['{}'], 1, 'gone'], []])(
    'the record %j in IndexedDB: it is found as spoilt, and the others as they are',
    async (record) => {
      saved
        .set('a', fine)
        .set('spoilt', record as Saved)
        .set('b', fine);
      const [events] = await findOrphans(createStore(), 'q:spill:', write, 'q:', 'me');
      expect([...events].map(({ _id, _json }) => [_id, _json])).toEqual([
        ['a', '{}'],
        ['spoilt', ''],
        ['b', '{}'],
      ]);
    },
  );

  test.each([null, 5, [null], {}, 'text', [5, '{}', 1], ['x', null, 1], []])(
    'the record %j in localStorage',
    async (record) => {
      localStorage.setItem('q:spill:gone', JSON.stringify([['a', '{}', 1], record, ['b', '{}', 1]]));
      localStorage.setItem('q:spill:gone2', JSON.stringify([record, ['c', '{}', 1]]));
      const [events, keys] = await findOrphans(createStore(), 'q:spill:', write, 'q:', 'me');
      expect([...events].map(({ _json }) => _json)).toEqual(['{}', '', '{}', '', '{}']);
      expect(keys).toHaveLength(2);
    },
  );

  test.each(['null', '5', '{}', '"text"', 'text', '[{"broken'])('the text %s of a whole key', async (text) => {
    localStorage.setItem('q:spill:gone', text);
    localStorage.setItem('q:spill:other', JSON.stringify([['a', '{}', 1]]));
    const [events, keys] = await findOrphans(createStore(), 'q:spill:', write, 'q:', 'me');
    expect([...events].map(({ _json }) => _json).sort()).toEqual(['', '{}']);
    expect(keys).toHaveLength(2);
  });

  test('a time that is none is now', async () => {
    saved.set('a', ['{}', 'x' as unknown as number, 'gone']);
    const [events] = await findOrphans(createStore(), 'q:spill:', write, 'q:', 'me');
    expect([...events]).toMatchObject([{ _id: 'a', _json: '{}', _atMs: 100_000 }]);
  });

  test('a database that never answers keeps nothing else back', async () => {
    localStorage.setItem('q:spill:gone', JSON.stringify([['a', '{}', 1]]));
    const found = findOrphans(createStore(), 'q:spill:', () => new Promise(() => {}), 'q:', 'me');
    await vi.runAllTimersAsync();
    expect([...(await found)[0]]).toMatchObject([{ _id: 'a' }]);
  });
});
