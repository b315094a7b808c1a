import type { AttributionData, AttributionModel, PathsBy, PathsData } from '@onevault/contract';

/** An event that counts, as a way sees it. */
export interface WayEvent {
  session: string | null;
  page: string | null;
  event: string;
  is_view: boolean;
  is_action: boolean;
  is_anchor: boolean;
}

export interface WaysQuery {
  by: PathsBy;
  steps: number;
  limit: number;
  /** Whether the anchor is an event type, and at which end of a way; without one every step is the anchor. */
  anchor?: { at: 'start' | 'end'; isOfEvent: boolean };
}

const OTHER = 'other';

/** Paths by writing down the way of each session. */
export function walkPaths(events: readonly WayEvent[], { by, steps, limit, anchor }: WaysQuery): PathsData {
  const isStep = (event: WayEvent) =>
    event.is_view || (by !== 'page' && event.is_action) || (anchor?.isOfEvent === true && event.is_anchor);
  const nameOf = (event: WayEvent) =>
    event.is_view && by !== 'event' ? `page:${event.page ?? ''}` : `event:${event.event}`;
  const sessions = new Map<string, WayEvent[]>();
  for (const event of events.filter((one) => one.session !== null && isStep(one))) {
    sessions.set(String(event.session), [...(sessions.get(String(event.session)) ?? []), event]);
  }
  const ways: string[][] = [];
  for (const own of sessions.values()) {
    const first = anchor === undefined ? 0 : own.findIndex(({ is_anchor }) => is_anchor);
    if (first < 0) continue;
    const part = anchor?.at === 'end' ? own.slice(0, first + 1).reverse() : own.slice(first);
    ways.push(part.map(nameOf).filter((name, n, all) => name !== all[n - 1]));
  }
  const tops = Array.from({ length: steps }, (_, n) => {
    const counts = countBy(ways.flatMap((way) => way[n] ?? []));
    return [...counts]
      .sort(([a, countA], [b, countB]) => countB - countA || compareNodes(a, b))
      .slice(0, limit)
      .map(([name]) => name);
  });
  const idOf = (way: readonly string[], n: number) => `${n + 1}:${tops[n]?.includes(way[n] ?? '') ? way[n] : OTHER}`;
  const nodes = countBy(ways.flatMap((way) => way.slice(0, steps).map((_, n) => idOf(way, n))));
  const links = countBy(
    ways.flatMap((way) =>
      way.slice(0, steps).flatMap((_, n) => (n === 0 ? [] : [`${idOf(way, n - 1)}\n${idOf(way, n)}`])),
    ),
  );
  const dropped = countBy(ways.filter((way) => way.length <= steps).map((way) => idOf(way, way.length - 1)));
  return {
    sessions: ways.length,
    nodes: [...nodes].map(([id, count]) => {
      const [step = '', kind = '', ...rest] = id.split(':');
      const others =
        new Set(ways.flatMap((way) => way[Number(step) - 1] ?? [])).size - (tops[Number(step) - 1]?.length ?? 0);
      return {
        id,
        step: Number(step),
        kind: kind as 'page',
        value: kind === OTHER ? null : rest.join(':') || null,
        nodes: kind === OTHER ? others : 1,
        sessions: count,
        dropped: dropped.get(id) ?? 0,
      };
    }),
    links: [...links].map(([pair, count]) => {
      const [near = '', far = ''] = pair.split('\n');
      return anchor?.at === 'end'
        ? { source: far, target: near, sessions: count }
        : { source: near, target: far, sessions: count };
    }),
  };
}

/** Pages before events, then by their text. */
function compareNodes(a: string, b: string): number {
  const [isPageA, isPageB] = [a.startsWith('page:'), b.startsWith('page:')];
  if (isPageA !== isPageB) return isPageA ? -1 : 1;
  return a < b ? -1 : 1;
}

export interface Conversion {
  ms: number;
  session: string | null;
  visitor: string | null;
  /** Of an order. */
  order_key: string | null;
  currency: string | null;
  amount: number;
}

/** A session that may have brought a conversion. */
export interface Touch {
  session: string;
  ms: number;
  visitors: string[];
  is_direct: boolean;
  value: string | null;
  /** Left out as a whole, because all its events are left out by one rule. */
  is_left_out: boolean;
}

/** Attribution by looking at every session for every conversion. */
export function creditTouches(
  conversions: readonly Conversion[],
  touches: readonly Touch[],
  { model, lookbackMs }: { model: AttributionModel; lookbackMs: number },
): AttributionData {
  const credits = conversions.map((conversion) => ({
    ...conversion,
    value: creditOne(conversion, touches, model, lookbackMs),
  }));
  const revenueOf = (list: typeof credits) =>
    [
      ...groupBy(
        list.filter(({ order_key }) => order_key !== null),
        ({ currency }) => currency,
      ),
    ]
      .map(([currency, own]) => ({
        currency,
        amount: own.reduce((sum, { amount }) => sum + amount, 0),
        orders: own.length,
      }))
      .sort((a, b) => (a.currency === null ? 1 : b.currency === null ? -1 : a.currency < b.currency ? -1 : 1));
  return {
    conversions: credits.length,
    without_visitor: credits.filter(({ visitor }) => visitor === null).length,
    without_session: credits.filter(({ session }) => session === null).length,
    revenue: revenueOf(credits),
    rows: [...groupBy(credits, ({ value }) => value)]
      .map(([value, own]) => ({
        value,
        conversions: own.length,
        visitors: new Set(own.flatMap(({ visitor }) => visitor ?? [])).size,
        revenue: revenueOf(own),
      }))
      .sort((a, b) => b.conversions - a.conversions || ((a.value ?? '') < (b.value ?? '') ? -1 : 1)),
  };
}

function creditOne(
  { ms, session, visitor }: Conversion,
  touches: readonly Touch[],
  model: AttributionModel,
  lookbackMs: number,
): string | null {
  const own = touches.filter((touch) => touch.session === session);
  const others = touches.filter(
    (touch) =>
      visitor !== null &&
      touch.visitors.includes(visitor) &&
      !touch.is_left_out &&
      touch.ms <= ms &&
      touch.ms >= ms - lookbackMs,
  );
  const all = (model === 'session' ? own : [...own, ...others]).sort((a, b) => a.ms - b.ms);
  if (model !== 'last') return all[0]?.value ?? null;
  return (all.filter(({ is_direct }) => !is_direct).at(-1) ?? all.at(-1))?.value ?? null;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function groupBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
