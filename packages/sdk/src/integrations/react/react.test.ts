import { act, createElement, type ReactNode, StrictMode, Suspense, use } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OneVaultTracker } from '../../entries/npm.ts';
import { TrackerProvider } from './TrackerProvider.ts';
import { TrackOnView } from './TrackOnView.ts';
import { useTracker } from './useTracker.ts';

/** What an observer was told to look at, and how to tell it that it is visible. */
let sights: { see(isVisible: boolean): void; element: Element }[] = [];
let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers();
  sights = [];
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      private readonly _onChange: IntersectionObserverCallback;
      constructor(onChange: IntersectionObserverCallback) {
        this._onChange = onChange;
      }
      observe(element: Element) {
        const rect = { width: 10, height: 10 } as DOMRectReadOnly;
        const see = (isVisible: boolean) => {
          const ratio = isVisible ? 1 : 0;
          const entry = {
            isIntersecting: isVisible,
            intersectionRatio: ratio,
            boundingClientRect: rect,
            rootBounds: null,
          };
          this._onChange(
            [{ ...entry, intersectionRect: rect, target: element, time: 0 }],
            this as unknown as IntersectionObserver,
          );
        };
        sights.push({ see, element });
      }
      disconnect() {
        sights = sights.filter(({ see }) => !see);
      }
    },
  );
  root = createRoot(document.body.appendChild(document.createElement('div')));
});
afterEach(() => {
  act(() => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function createTracker() {
  const trackEvent = vi.fn();
  const enableAutoTracking = vi.fn();
  return { trackEvent, enableAutoTracking, tracker: { trackEvent, enableAutoTracking } as unknown as OneVaultTracker };
}

const render = (node: ReactNode): void => act(() => root.render(createElement(StrictMode, null, node)));

test('the provider gives its tracker, and enables auto-tracking with the first options', () => {
  const { tracker, enableAutoTracking } = createTracker();
  const found: unknown[] = [];
  const Child = () => {
    found.push(useTracker());
    return null;
  };
  const tree = (scroll: boolean) =>
    createElement(TrackerProvider, { tracker, autoTracking: { scroll } }, createElement(Child));
  render(tree(false));
  render(tree(true));
  expect(new Set(found)).toEqual(new Set([tracker]));
  expect(enableAutoTracking.mock.calls.every(([options]) => options.scroll === false)).toBe(true);
  render(createElement(TrackerProvider, { ...createTracker(), autoTracking: false }));
});

test('auto-tracking in StrictMode has one page view', async () => {
  const tracker = new OneVaultTracker({ customerId: 'strict', apiToken: 't', consent: 'pending' });
  render(createElement(TrackerProvider, { tracker }));
  expect(tracker.getDeliveryStats().tracked).toBe(1);
  tracker.shutdown();
});

test('without a provider it is the page’s tracker, and before there is one a call is answered', async () => {
  let found: OneVaultTracker | undefined;
  const methods: unknown[] = [];
  const Child = () => {
    found = useTracker();
    methods.push(found.trackEvent);
    return null;
  };
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  render(createElement(Child));
  const answers = [await found?.trackEvent('early'), await found?.flush()];
  expect(answers[0]).toMatchObject({ success: false, error: 'No tracker on this page' });
  expect(warn).toHaveBeenCalledTimes(1);
  const tracker = new OneVaultTracker({ customerId: 'page', apiToken: 't', consent: 'pending' });
  render(createElement(Child));
  found?.trackEvent('kept');
  expect(tracker.getDeliveryStats().tracked).toBe(1);
  expect(new Set(methods).size).toBe(1);
  // What engines ask of any object: it is neither a promise nor written as one.
  expect(await Promise.resolve(found)).toBe(found);
  expect(JSON.stringify(found)).toBe('{}');
  tracker.shutdown();
});

test('what comes into view is tracked once, with its newest data', () => {
  const { tracker, trackEvent } = createTracker();
  const tree = (plan: string) =>
    createElement(
      TrackerProvider,
      { tracker },
      createElement(TrackOnView, { event: 'seen', data: { plan }, as: 'section', id: 'pricing' }, 'Pricing'),
    );
  render(tree('old'));
  expect(document.querySelector('section#pricing')?.textContent).toBe('Pricing');
  expect(sights).toHaveLength(1);
  sights[0]?.see(true);
  vi.advanceTimersByTime(900);
  sights[0]?.see(false);
  vi.advanceTimersByTime(1_000);
  expect(trackEvent).not.toHaveBeenCalled();
  sights[0]?.see(true);
  render(tree('new'));
  vi.advanceTimersByTime(1_000);
  expect(trackEvent.mock.calls).toEqual([['seen', { plan: 'new' }]]);
  render(tree('newest'));
  expect(sights).toEqual([]);
});

test('what Suspense hides and shows again is not tracked again, and what is unmounted is not watched', async () => {
  const { tracker, trackEvent } = createTracker();
  const Late = ({ until }: { until: Promise<void> | undefined }) => {
    if (until) use(until);
    return null;
  };
  const tree = (until?: Promise<void>) =>
    createElement(
      TrackerProvider,
      { tracker },
      createElement(
        Suspense,
        { fallback: 'wait' },
        createElement(TrackOnView, { event: 'seen' }, 'x'),
        createElement(Late, { until }),
      ),
    );
  render(tree());
  sights[0]?.see(true);
  vi.advanceTimersByTime(1_000);
  let arrive = (): void => {};
  const late = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await act(async () => render(tree(late)));
  expect(document.body.textContent).toContain('wait');
  await act(async () => arrive());
  for (const { see } of sights) see(true);
  vi.advanceTimersByTime(1_000);
  expect(trackEvent).toHaveBeenCalledTimes(1);
  render(createElement(TrackOnView, { event: 'gone', key: 2 }));
  render(null);
  expect(sights).toEqual([]);
});

test('a browser without IntersectionObserver shows the content', () => {
  vi.stubGlobal('IntersectionObserver', undefined);
  render(createElement(TrackOnView, { event: 'seen' }, 'shown'));
  expect(document.body.textContent).toContain('shown');
});
