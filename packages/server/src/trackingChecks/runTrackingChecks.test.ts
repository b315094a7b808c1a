import { TRACKING_CHECKS, type TrackingCheck, type TrackingCheckName } from '@onevault/contract';
import { describe, expect, test } from 'vitest';
import type { StoredKey, TrackingEvidence } from '../engine/port.ts';
import { runTrackingChecks } from './runTrackingChecks.ts';
import { TRACKER_VERSION } from './trackerVersion.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const SEEN = { since: null, lastAt: null };
const page = (name: string | null, views: number, { untitled = 0, doubled = 0 } = {}) => ({
  page: name,
  views,
  untitled: { views: untitled, ...SEEN },
  doubled: { views: doubled, ...SEEN },
});

const FINE: TrackingEvidence = {
  now: NOW,
  windowFrom: '2026-11-19T12:00:00.000Z',
  recent: {
    events: 100,
    pageViews: 100,
    site: page(null, 100),
    pages: [],
    types: [],
    versions: [{ version: TRACKER_VERSION, views: 100, ...SEEN }],
  },
  clocks: { pageLoads: 100, measured: 100, ahead: 0, behind: 0, medianMs: 40, ...SEEN },
  duplicates: { arrived: 1_000, duplicates: 5, arrivedBefore: 7_000, duplicatesBefore: 30, ...SEEN },
  release: {
    releasedAt: '2026-11-20T11:00:00.000Z',
    version: null,
    text: 'Tea',
    from: '2026-11-20T11:00:00.000Z',
    isComplete: true,
    views: 50,
    viewsBefore: 50,
    pages: [],
  },
  pageViews: { from: NOW, to: NOW, views: 100, weekBefore: 100, twoWeeksBefore: 100 },
};

const KEY: StoredKey = {
  hash: 'ab'.repeat(32),
  scope: 'write',
  label: null,
  expiresAt: null,
  allowedOrigins: null,
  segmentId: null,
  linkHash: null,
  environment: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  revokedAt: null,
  lastUsedAt: NOW,
};

async function run(changed: Partial<TrackingEvidence> = {}, keys: StoredKey[] = [KEY]): Promise<TrackingCheck[]> {
  const operations = { checks: async () => ({ ...FINE, ...changed }), findKeys: async () => keys };
  return runTrackingChecks(operations, 'demo', { refused: [] });
}

async function stateOf(name: TrackingCheckName, changed: Partial<TrackingEvidence>, keys?: StoredKey[]) {
  return (await run(changed, keys)).find(({ check }) => check === name)?.state;
}

test('a site without mistakes has no finding', async () => {
  expect((await run()).map(({ check, state }) => [check, state])).toEqual(
    TRACKING_CHECKS.map((check) => [check, 'ok']),
  );
});

test('without a server, refused origins and environments are unknown', async () => {
  const operations = { checks: async () => FINE, findKeys: async () => [KEY] };
  const checks = await runTrackingChecks(operations, 'demo', { refused: null });
  for (const name of ['refused_origin', 'refused_environment'])
    expect(checks.find(({ check }) => check === name)?.state).toBe('unknown');
});

describe('a finding begins at its threshold', () => {
  test.each([
    [4, 20, 'ok'],
    [5, 51, 'ok'],
    [5, 50, 'finding'],
    [100, 100, 'finding'],
  ])('%i untitled of %i page views: %s', async (untitled, views, state) => {
    const recent = { ...FINE.recent, pages: [page('shop.example/', views, { untitled })] };
    expect(await stateOf('missing_titles', { recent })).toBe(state);
    expect(await stateOf('doubled_views', { recent })).toBe('ok');
  });

  test.each([
    // Below 20, below 2 %, and below twice the usual.
    [10, 19, 0, 1_000, 'unknown'],
    [19, 200, 0, 1_000, 'ok'],
    [20, 1_001, 0, 1_000, 'ok'],
    [20, 1_000, 0, 0, 'finding'],
    [50, 1_000, 26, 1_000, 'ok'],
    [50, 1_000, 25, 1_000, 'finding'],
  ])(
    '%i duplicates of %i, before %i of %i: %s',
    async (duplicates, arrived, duplicatesBefore, arrivedBefore, state) => {
      const found = { duplicates, arrived, duplicatesBefore, arrivedBefore, ...SEEN };
      expect(await stateOf('many_duplicates', { duplicates: found })).toBe(state);
    },
  );

  test.each([
    [49, 100, 100, 'finding'],
    [50, 100, 100, 'ok'],
    // Two weeks before it was as quiet: last week was the exception.
    [49, 100, 98, 'ok'],
    [20, 50, 0, 'finding'],
    [0, 49, 0, 'unknown'],
  ])('%i page views, %i a week and %i two weeks before: %s', async (views, weekBefore, twoWeeksBefore, state) => {
    const pageViews = { ...FINE.pageViews, views, weekBefore, twoWeeksBefore };
    expect(await stateOf('fewer_page_views', { pageViews })).toBe(state);
  });

  test.each([
    [0, 4, 100, 40, 'ok'],
    [2, 8, 100, 40, 'finding'],
    [0, 0, 20, 60_000, 'ok'],
    [0, 0, 20, -60_001, 'finding'],
    [0, 0, 19, -600_000, 'ok'],
    [0, 4, 4, null, 'unknown'],
  ])(
    'clocks: %i ahead and %i behind of %i, the middle one %j ms: %s',
    async (ahead, behind, measured, medianMs, state) => {
      const clocks = { pageLoads: 100, measured, ahead, behind, medianMs, ...SEEN };
      expect(await stateOf('clock_skew', { clocks })).toBe(state);
    },
  );

  test.each([
    ['0.0.9', 5, 45, 'finding'],
    ['0.0.9', 4, 6, 'ok'],
    ['0.0.9', 5, 46, 'ok'],
    // Neither a version, nor older.
    ['latest', 50, 50, 'ok'],
    [TRACKER_VERSION.replace(/\d+$/, '0'), 50, 50, 'ok'],
    ['0.0.9-beta.1', 50, 50, 'finding'],
  ])('%i page views of the tracker %s, %i of the newest: %s', async (version, views, newest, state) => {
    const versions = [
      { version, views, ...SEEN },
      { version: TRACKER_VERSION, views: newest, ...SEEN },
    ];
    expect(await stateOf('old_tracker', { recent: { ...FINE.recent, versions } })).toBe(state);
  });

  test.each([
    ['2026-11-13T12:00:00.000Z', null, 'finding'],
    ['2026-11-13T12:00:01.000Z', null, 'ok'],
    ['2026-01-01T00:00:00.000Z', '2026-10-21T12:00:00.000Z', 'finding'],
    ['2026-01-01T00:00:00.000Z', '2026-10-21T12:00:01.000Z', 'ok'],
  ])('a key made at %s and last used at %s: %s', async (createdAt, lastUsedAt, state) => {
    expect(await stateOf('unused_key', {}, [{ ...KEY, createdAt, lastUsedAt }])).toBe(state);
  });
});

test('a key is judged only if a page could use it, and if there is traffic', async () => {
  const old = { ...KEY, lastUsedAt: '2026-02-01T00:00:00.000Z' };
  for (const key of [
    { ...old, scope: 'full' as const },
    { ...old, revokedAt: NOW },
    { ...old, expiresAt: NOW },
  ]) {
    expect(await stateOf('unused_key', {}, [key])).toBe('unknown');
  }
  expect(await stateOf('unused_key', { recent: { ...FINE.recent, events: 0 } }, [old])).toBe('ok');
});

test('a page is named; only if none can be, all pages are judged together', async () => {
  const site = page(null, 100, { doubled: 40 });
  const ofPages = await run({ recent: { ...FINE.recent, site, pages: [page('a', 20, { doubled: 9 })] } });
  expect(ofPages.find(({ check }) => check === 'doubled_views')?.findings.map(({ subject }) => subject)).toEqual([
    { kind: 'page', value: 'a' },
  ]);
  const ofSite = await run({ recent: { ...FINE.recent, site, pages: [page('a', 4, { doubled: 4 })] } });
  expect(ofSite.find(({ check }) => check === 'doubled_views')?.findings.map(({ subject }) => subject)).toEqual([
    { kind: 'site', value: null },
  ]);
});

test('of many findings the ten worst are told, and the others counted', async () => {
  const pages = Array.from({ length: 25 }, (_, n) => page(`shop.example/${n}`, 100, { untitled: 10 + n }));
  const check = (await run({ recent: { ...FINE.recent, pages } })).find((one) => one.check === 'missing_titles');
  expect(check?.findings).toHaveLength(10);
  expect(check?.findings[0]?.subject.value).toBe('shop.example/24');
  expect(check?.more).toBe(15);
  expect(check?.message).toMatch(/ And 24 others\.$/);
});

test('a release that an upgrade hides cannot be judged', async () => {
  const release = FINE.release && { ...FINE.release, isComplete: false };
  expect(await stateOf('route_without_views', { release })).toBe('unknown');
  expect(await stateOf('route_without_views', { release: null })).toBe('unknown');
});
