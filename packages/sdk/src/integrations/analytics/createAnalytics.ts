import { attempt } from '../../browser/attempt.ts';
import { guard } from '../../browser/guard.ts';
import type { EventData, OneVaultTracker, TrackResult } from '../../entries/npm.ts';
import { createWarnOnce } from '../../warn.ts';
import { isPersonal, removePersonal } from '../commerce/removePersonal.ts';
import type { Mapped } from '../commerce/toTransaction.ts';
import { createEmitter, type Listener } from './createEmitter.ts';
import { type PageContext, readCall } from './readCall.ts';
import { toCommerce } from './toCommerce.ts';

/** Options of `createAnalytics`. */
export interface AnalyticsOptions {
  /**
   * Names of the traits that may be sent by `identify` and `group`. Default: none, since sites give Segment names, e-mail
   * addresses and telephone numbers there.
   */
  traits?: string[];
  /**
   * What an event becomes: a type and its data; undefined: no event. Default: Segment's e-commerce events as
   * `transaction_step`, `item_interaction` and `search`, and any other with its own name.
   */
  toEvent?: (event: string, properties: EventData) => Mapped | undefined;
}

/** The answer of the tracker; undefined if there was nothing to send. Never rejects. */
export type Answer = Promise<TrackResult | undefined>;

/** What answers `user()` and `group()`. */
export interface Known {
  id(): string | undefined;
  /** Of this page, and only those that may be sent: nothing is stored. */
  traits(): EventData;
}

/** The methods of Segment's `analytics` that have a counterpart. Arguments as there: most may be left out. */
export interface Analytics {
  page(...args: unknown[]): Answer;
  track(...args: unknown[]): Answer;
  identify(...args: unknown[]): Answer;
  group(): Known;
  group(...args: unknown[]): Answer;
  alias(...args: unknown[]): Answer;
  screen(...args: unknown[]): Answer;
  reset(): void;
  ready(callback: () => void): Promise<void>;
  user(): Known & { anonymousId(): string | undefined };
  on(name: string, listener: Listener): Analytics;
  once(name: string, listener: Listener): Analytics;
  off(name: string, listener?: Listener): Analytics;
  trackLink(elements: unknown, event: unknown, properties?: unknown): Analytics;
  trackForm(elements: unknown, event: unknown, properties?: unknown): Analytics;
}

/** Segment calls back then, whatever happened: pages go on to another address in it. */
const CALLBACK_MS = 300;

/**
 * Segment's `analytics` on top of a tracker, so that a site keeps its calls. It throws nothing, and sends no name, e-mail
 * address, telephone number or any other trait that is not named in the options.
 *
 * @example
 * const analytics = createAnalytics(tracker, { traits: ['plan'] });
 * analytics.track('Order Completed', { order_id: '7', total: 9.8, currency: 'EUR' });
 */
export function createAnalytics(
  // biome-ignore lint/suspicious/noExplicitAny: a tracker with a plan takes less, so `object` would refuse it.
  tracker: OneVaultTracker<any>,
  {
    traits: allowed = [],
    toEvent = (event, properties) => toCommerce(event, properties) ?? [event, properties],
  }: AnalyticsOptions = {},
): Analytics {
  const events = createEmitter();
  const warn = createWarnOnce();
  let userTraits: EventData = {};
  let groupTraits: EventData = {};

  /** Runs a method of Segment's form, then its callback, and tells listeners. */
  const method =
    (name: string, run: (call: ReturnType<typeof readCall>) => Promise<TrackResult> | undefined) =>
    (...args: unknown[]): Answer => {
      const call = readCall(args);
      const answer = Promise.resolve(attempt(() => run(call)));
      const { callback } = call;
      if (callback)
        Promise.race([answer, new Promise((resolve) => setTimeout(resolve, CALLBACK_MS))]).then(
          guard(() => callback()),
        );
      events.emit(name, ...call.texts, call.properties);
      return answer;
    };
  /** On the page of the call: the snippet may have kept it until another one. */
  const send = ([event_type, event_data]: Mapped, { url }: PageContext = {}) =>
    tracker.trackEvent({ event_type, ...(url !== undefined && { page_url: url }), event_data });
  const pick = (traits: EventData): EventData =>
    removePersonal(Object.fromEntries(Object.entries(traits).filter(([name]) => allowed.includes(name))));
  /** An e-mail address is no id here: ids are stored and sent as they are. */
  const toId = (text: string | undefined): string | undefined => {
    if (text === undefined || !isPersonal(text)) return text;
    warn('Failed to take an e-mail address as an id: ids are sent as they are. Try an opaque id.');
    return undefined;
  };
  const known = (name: 'user_id' | 'group_id', traits: () => EventData): Known => ({
    id: () => tracker.getIdentity()?.[name],
    traits: () => ({ ...traits() }),
  });

  const group = method('group', ({ texts, properties }) => {
    const [id, traits] = [toId(texts[0]), pick(properties)];
    groupTraits = { ...groupTraits, ...traits };
    return id === undefined ? undefined : tracker.group(id, traits);
  });
  const follow =
    (type: string) =>
    (elements: unknown, event: unknown, properties?: unknown): Analytics => {
      const read = (given: unknown, element: Element): unknown =>
        typeof given === 'function' ? given(element) : given;
      for (const element of toElements(elements))
        attempt(() =>
          // The event is kept when the page goes: nothing needs to be held up.
          element.addEventListener(
            type,
            guard(() => void analytics.track(read(event, element), read(properties, element))),
          ),
        );
      return analytics;
    };

  const analytics: Analytics = {
    page: method('page', ({ texts, properties, context }) => {
      const { url = context.url, path: _, search: __, ...rest } = properties;
      const { title, referrer } = document;
      const [name, category] = [texts.at(-1), texts.length > 1 ? texts[0] : undefined];
      const data = { title, referrer, ...context, url: undefined, name, category, ...removePersonal(rest) };
      return send(['page_view', data], typeof url === 'string' ? { url } : {});
    }),
    track: method('track', ({ texts, properties, context }) => {
      const mapped = texts[0] === undefined ? undefined : toEvent(texts[0], removePersonal(properties));
      return mapped && send(mapped, context);
    }),
    screen: method('screen', ({ texts, properties, context }) =>
      send(['screen', { name: texts.at(-1), ...removePersonal(properties) }], context),
    ),
    identify: method('identify', ({ texts, properties }) => {
      const [id, traits] = [toId(texts[0]), pick(properties)];
      userTraits = { ...userTraits, ...traits };
      if (id !== undefined) return tracker.identify(id, traits);
      return Object.keys(traits).length ? send(['identify', { traits }]) : undefined;
    }),
    group: ((...args: unknown[]) =>
      args.length ? group(...args) : known('group_id', () => groupTraits)) as Analytics['group'],
    alias: method('alias', ({ texts }) => {
      const [id, previous] = [toId(texts[0]), toId(texts[1])];
      return id === undefined ? undefined : tracker.alias(id, previous);
    }),
    reset() {
      userTraits = groupTraits = {};
      tracker.reset();
      events.emit('reset');
    },
    async ready(callback) {
      await 0;
      guard(callback)();
    },
    user: () => ({
      ...known('user_id', () => userTraits),
      anonymousId: () => tracker.getIdentity()?.visitor_id,
    }),
    on(name, listener) {
      events.on(name, listener);
      return analytics;
    },
    once(name, listener) {
      events.on(name, listener, true);
      return analytics;
    },
    off(name, listener) {
      events.off(name, listener);
      return analytics;
    },
    trackLink: follow('click'),
    trackForm: follow('submit'),
  };
  return analytics;
}

/** Elements of the page, a list of them, or one. */
function toElements(given: unknown): Element[] {
  const isOne = typeof (given as Element | null)?.addEventListener === 'function';
  const list = isOne
    ? [given as Element]
    : given && typeof given === 'object'
      ? Array.from(given as ArrayLike<Element>)
      : [];
  return list.filter((one) => typeof one?.addEventListener === 'function');
}
