import { afterEach, expect, test, vi } from 'vitest';
import { readRoutePattern } from './readRoutePattern.ts';
import { startTracking } from './startTracking.ts';

type Segment = string | [string, string, string];

/** The tree of the App Router with these segments below each other. */
const toTree = (...segments: Segment[]): unknown =>
  segments.reduceRight<unknown>((children, segment) => [segment, children ? { children } : {}], undefined);
const arrive = (path: string, tree: unknown): void =>
  history.replaceState({ __NA: true, __PRIVATE_NEXTJS_INTERNALS_TREE: tree }, '', path);
const read = (path = location.pathname) => readRoutePattern(new URL(path, location.href));

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

test.each<[string, Segment[]]>([
  ['/', ['', '__PAGE__']],
  ['/join', ['', 'join', '__PAGE__']],
  ['/join', ['', 'join', '__PAGE__?{"plan":"pro"}']],
  ['/blog/[slug]', ['', '(site)', 'blog', ['slug', 'tea', 'd'], '__PAGE__']],
  ['/[lang]/docs/[...path]', ['', ['lang', 'de', 'd'], 'docs', ['path', 'a/b', 'c'], '__PAGE__']],
  ['/shop/[[...filters]]', ['', 'shop', ['filters', '', 'oc'], '__PAGE__']],
  ['/photos/[id]', ['', 'photos', ['id', '7', 'di(.)'], '__PAGE__']],
])('the tree of the App Router is %s', (pattern, segments) => {
  arrive('/some/where', { tree: toTree(...segments), renderedSearch: '' });
  expect(read()).toBe(pattern);
  arrive('/some/where', toTree(...segments));
  expect(read()).toBe(pattern);
});

test('the Pages Router has it by itself', () => {
  vi.stubGlobal('next', { router: { route: '/blog/[slug]' } });
  expect(read()).toBe('/blog/[slug]');
});

test('it is unknown before the router has started, for another address, and in another shape', () => {
  expect(read()).toBeUndefined();
  arrive('/now', { tree: toTree('', 'now', '__PAGE__') });
  expect(read('/before')).toBeUndefined();
  arrive('/now', { other: 1 });
  expect(read()).toBeUndefined();
});

test('one call makes the tracker and the page view, once the pattern is there', () => {
  vi.useFakeTimers();
  const tracker = startTracking({ customerId: 'next', apiToken: 't', consent: 'pending' }, { clicks: false });
  expect(tracker.getDeliveryStats().tracked).toBe(0);
  arrive('/', { tree: toTree('', '__PAGE__') });
  vi.advanceTimersByTime(100);
  expect(tracker.getDeliveryStats().tracked).toBe(1);
  tracker.shutdown();
  vi.useRealTimers();
});
