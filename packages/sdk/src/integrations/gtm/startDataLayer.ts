import { guard } from '../../browser/guard.ts';
import type { EventData, OneVaultTracker } from '../../entries/npm.ts';
import { removePersonal } from '../commerce/removePersonal.ts';
import type { Mapped } from '../commerce/toTransaction.ts';
import { readPush } from './readPush.ts';
import { toGa4Event } from './toGa4Event.ts';

/** Options of `startDataLayer`. */
export interface DataLayerOptions {
  /**
   * The events to take besides those of e-commerce: `true` with their own name, or a function that makes the type and data
   * (undefined: none). `false` leaves out one of e-commerce. Default: none.
   */
  events?: Record<string, boolean | ((data: EventData) => Mapped | undefined)>;
  /** Take the e-commerce events of Google Analytics 4, such as `purchase`. Default `true`. */
  ecommerce?: boolean;
  /**
   * Follow `gtag('consent', …)`: `analytics_storage` is the consent of the tracker, with `default` `denied` as `pending`.
   * Default `false`: your consent tool calls `setConsent`.
   */
  consent?: boolean;
  /** The name of the data layer. Default `dataLayer`. */
  name?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a tracker with a plan takes less, so `object` would refuse it.
type AnyTracker = OneVaultTracker<any>;
type Layer = unknown[];

/** What was read for a tracker, so that starting again tracks nothing twice. */
const known = new WeakMap<AnyTracker, { read: WeakSet<object>; layers: Map<Layer, () => void> }>();

/**
 * Tracks chosen events of the data layer of Google Tag Manager or gtag: those that are there already, and later ones.
 * Nothing of it throws into the page, and what the page pushes is not changed.
 *
 * @example startDataLayer(tracker, { events: { sign_up: true } });
 *
 * @returns stops it
 */
export function startDataLayer(tracker: AnyTracker, options: DataLayerOptions = {}): () => void {
  const { name = 'dataLayer' } = options;
  const page = globalThis as unknown as Record<string, Layer | undefined>;
  // On a server there is nothing to listen to.
  if (!globalThis.document) return () => {};
  page[name] ??= [];
  const layer = page[name] as Layer;
  if (!known.has(tracker)) known.set(tracker, { read: new WeakSet(), layers: new Map() });
  const { read, layers } = known.get(tracker) as NonNullable<ReturnType<typeof known.get>>;
  const running = layers.get(layer);
  if (running) return running;

  const track = createReader(tracker, options);
  const take = guard((pushed: unknown) => {
    if (!pushed || typeof pushed !== 'object' || read.has(pushed)) return;
    read.add(pushed);
    track(pushed);
  });
  for (const pushed of Array.from(layer)) take(pushed);
  const stopPatch = patchPush(layer, take);
  const stop = (): void => {
    layers.delete(layer);
    stopPatch();
  };
  layers.set(layer, stop);
  return stop;
}

function createReader(
  tracker: AnyTracker,
  { events = {}, ecommerce: isCommerce = true, consent }: DataLayerOptions,
): (pushed: unknown) => void {
  let ecommerce: unknown;
  const toEvent = (name: string, data: EventData): Mapped | undefined => {
    const rule = Object.hasOwn(events, name) ? events[name] : undefined;
    if (typeof rule === 'function') return rule(data);
    const mapped = rule !== false && isCommerce ? toGa4Event(name, data) : undefined;
    return mapped ?? (rule ? [name, data] : undefined);
  };
  return (pushed) => {
    const said = readPush(pushed, ecommerce);
    if (said?.kind === 'ecommerce') ecommerce = said.ecommerce;
    if (said?.kind === 'event') {
      const mapped = toEvent(said.name, removePersonal(said.data));
      if (mapped) tracker.trackEvent(...mapped);
    }
    if (said?.kind === 'consent' && consent && typeof said.storage === 'string') {
      const isGranted = said.storage === 'granted';
      tracker.setConsent(isGranted ? 'granted' : said.mode === 'default' ? 'pending' : 'denied');
    }
  };
}

/** Tag Manager replaces `push` too, and calls the one that it found. */
function patchPush(layer: Layer, take: (pushed: unknown) => void): () => void {
  const inner = layer.push;
  const wasOwn = Object.hasOwn(layer, 'push');
  let isStopped = false;
  const patch: typeof inner = function (this: Layer, ...pushed) {
    const result = inner.apply(this, pushed);
    if (!isStopped) for (const one of pushed) take(one);
    return result;
  };
  layer.push = patch;
  return () => {
    isStopped = true;
    // Another script's patch over it stays.
    if (layer.push !== patch) return;
    if (wasOwn) layer.push = inner;
    else delete (layer as { push?: unknown }).push;
  };
}
