/** Consent in components: nothing leaves before it is given, and what was held leaves then. */
import { act, createElement, StrictMode, useEffect } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type App, createApp, defineComponent, h, ref } from 'vue';
import { type Consent, OneVaultTracker } from '../../entries/npm.ts';
import { TrackerProvider, type TrackerProviderProps } from '../react/TrackerProvider.ts';
import { useConsent } from '../react/useConsent.ts';
import { useTracker } from '../react/useTracker.ts';
import { consentStore } from '../svelte/consentStore.ts';
import { type ConsentSource, createTracking } from '../vue/createTracking.ts';
import { useConsent as useVueConsent } from '../vue/useConsent.ts';
import { consentOf, toConsent } from './consentOf.ts';

const OPTIONS = { customerId: 'consent', apiToken: 't', storage: 'memory' as const };
let tracker: OneVaultTracker | undefined;
let sent: string[];
let root: Root | undefined;
let app: App | undefined;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  sent = [];
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const events = [JSON.parse(body)].flat() as { event_id: string; event_type: string }[];
    sent.push(...events.map(({ event_type }) => event_type));
    const answer = { success: true, event_ids: events.map(({ event_id }) => event_id) };
    return { status: 200, headers: new Headers(), json: async () => answer };
  });
});
afterEach(() => {
  if (root) act(() => root?.unmount());
  app?.unmount();
  root = app = undefined;
  tracker?.shutdown();
  vi.unstubAllGlobals();
});

const make = (consent?: Consent): OneVaultTracker => {
  tracker = new OneVaultTracker({ ...OPTIONS, ...(consent && { consent }) });
  return tracker;
};
/** Whatever may be sent is sent. */
const settle = async (): Promise<string[]> => {
  await tracker?.flush();
  return sent;
};

test.each([
  [true, undefined, 'granted'],
  [false, undefined, 'denied'],
  ['pending', undefined, 'pending'],
  [undefined, undefined, 'pending'],
  [null, 'denied', 'denied'],
  [undefined, 'granted', 'granted'],
] as const)('the choice %j with the default %j is %s', (choice, defaultConsent, consent) => {
  expect(toConsent(choice, defaultConsent)).toBe(consent);
});

describe('React', () => {
  let choose: { accept(): void; deny(): void };
  const Banner = () => {
    const { consent, ...rest } = useConsent();
    choose = rest;
    return createElement('p', null, consent);
  };
  const Early = () => {
    const { trackEvent } = useTracker();
    useEffect(() => void trackEvent('early'), [trackEvent]);
    return null;
  };
  const render = (props: Omit<TrackerProviderProps, 'tracker'>) => {
    root ??= createRoot(document.body.appendChild(document.createElement('div')));
    const tree = createElement(
      TrackerProvider,
      { tracker: tracker as OneVaultTracker, autoTracking: false, ...props },
      createElement(Early),
      createElement(Banner),
    );
    act(() => root?.render(createElement(StrictMode, null, tree)));
  };
  const shown = () => document.body.lastElementChild?.textContent;

  test('the provider holds what components track until the consent tool has an answer', async () => {
    const log = vi.spyOn(console, 'error');
    make();
    render({ consent: undefined });
    expect([await settle(), shown()]).toEqual([[], 'pending']);
    render({ consent: true });
    // Twice, as StrictMode runs effects twice.
    expect([await settle(), shown()]).toEqual([['early', 'early'], 'granted']);
    render({ consent: false });
    tracker?.trackEvent('late');
    expect([(await settle()).length, shown()]).toEqual([2, 'denied']);
    expect(log).not.toHaveBeenCalled();
  });

  test('a banner accepts, and the provider does not take that back', async () => {
    make();
    render({ defaultConsent: 'pending' });
    expect(shown()).toBe('pending');
    act(() => choose.accept());
    render({ defaultConsent: 'pending' });
    expect([(await settle()).length, shown()]).toEqual([2, 'granted']);
    act(() => choose.deny());
    expect(shown()).toBe('denied');
  });

  test('without the properties the tracker’s own consent stays', () => {
    make('denied');
    render({});
    expect(shown()).toBe('denied');
  });
});

describe('Vue', () => {
  const start = (consent: ConsentSource, defaultConsent?: Consent) => {
    const tracking = createTracking({
      ...OPTIONS,
      autoTracking: false,
      consent,
      ...(defaultConsent && { defaultConsent }),
    });
    tracker = tracking.tracker;
    let control: ReturnType<typeof useVueConsent> | undefined;
    app = createApp(
      defineComponent(() => {
        control = useVueConsent();
        return () => h('p', control?.consent.value);
      }),
    ).use(tracking);
    app.mount(document.createElement('div'));
    return control as NonNullable<typeof control>;
  };

  test('a ref is followed, and at once', async () => {
    const choice = ref<boolean>();
    const { consent } = start(choice);
    tracker?.trackEvent('held');
    expect([await settle(), consent.value]).toEqual([[], 'pending']);
    choice.value = true;
    expect([await settle(), consent.value]).toEqual([['held'], 'granted']);
    choice.value = false;
    const answer = tracker?.trackEvent('late');
    expect([await answer, consent.value]).toMatchObject([{ dropped: 'consent' }, 'denied']);
  });

  test.each([
    ['a function', () => undefined, undefined, 'pending'],
    ['a value', true, undefined, 'granted'],
    ['nothing', undefined, undefined, 'granted'],
    ['a default', undefined, 'denied', 'denied'],
    ['null', null, 'pending', 'pending'],
  ] as const)('%s', (_, source, defaultConsent, consent) => {
    expect(start(source, defaultConsent).consent.value).toBe(consent);
  });

  test('a promise is awaited; one that is broken is no choice', async () => {
    let choose = (_: boolean): void => {};
    const { consent } = start(
      new Promise<boolean>((resolve) => {
        choose = resolve;
      }),
    );
    expect(consent.value).toBe('pending');
    choose(true);
    await vi.waitFor(() => expect(consent.value).toBe('granted'));
    app?.unmount();
    tracker?.shutdown();
    const broken = start(Promise.reject(new Error('the tool is blocked')));
    await settle();
    expect(broken.consent.value).toBe('pending');
    broken.accept();
    expect(broken.consent.value).toBe('granted');
  });
});

test('Svelte: a store tells the consent at once and after each choice', () => {
  const store = consentStore(make('pending'));
  const seen: string[] = [];
  const stop = store.subscribe((consent) => seen.push(consent));
  store.accept();
  store.deny();
  stop();
  store.set('granted');
  expect(seen).toEqual(['pending', 'granted', 'denied']);
});

test('a listener that throws affects nobody, and a privacy signal is denied, whatever was chosen', () => {
  const control = consentOf(make('pending'));
  const heard = vi.fn();
  control.subscribe(() => {
    throw new Error('of the page');
  });
  control.subscribe(heard);
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { globalPrivacyControl: true }));
  control.set('granted');
  expect(heard).toHaveBeenCalledTimes(1);
  expect(control.get()).toBe('denied');
});
