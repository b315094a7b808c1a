/** The visits of a tea shop's month, the same for the same seed: who came when, from where, and what they did. */
import { CAMPAIGNS, DEVICES, HOURS, PEOPLE, REFERRERS, TEAS, WEEKDAYS } from './teaShop.mjs';

const SITE = 'https://tea.example';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * @typedef {{ event_id: string, event_type: string, page_url: string, event_data: Record<string, unknown> }} DemoEvent
 * @typedef {{ agent: string, atMs: number, events: DemoEvent[] }} Visit
 * @typedef {{ id: string, person: typeof PEOPLE[number], device: typeof DEVICES[number], isInternal: boolean }} Visitor
 */

/**
 * @param {{ seed: number, nowMs: number, days: number, visitsADay: number }} options
 * @returns {Generator<Visit>}
 */
export function* createVisits({ seed, nowMs, days, visitsADay }) {
  const random = createRandom(seed);
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  /** @type {Visitor[]} */
  const known = [];
  let count = 0;
  for (let day = 0; day < days; day += 1) {
    const startMs = today - (days - 1 - day) * DAY_MS;
    const weekday = WEEKDAYS[new Date(startMs).getUTCDay()] ?? 1;
    // The shop grows by a third in the month, and its letter brings a peak on the day it is sent.
    const letter = day === 12 || day === 26 ? 1.7 : 1;
    const visits = Math.round(visitsADay * weekday * letter * (0.85 + (0.3 * day) / days) * random.between(0.92, 1.08));
    for (let n = 0; n < visits; n += 1) {
      const isBack = known.length > 30 && random.chance(0.34);
      const owner = random.chance(0.012) ? known[3] : undefined;
      const visitor = isBack ? (owner ?? random.pick(known)) : createVisitor(random, known.length);
      if (!isBack) known.push(visitor);
      const atMs = startMs + random.weighted(HOURS) * 60 * MINUTE_MS + random.between(0, 60) * MINUTE_MS;
      count += 1;
      const events = createVisit(random, {
        visitor,
        atMs,
        isBack,
        isLetterDay: letter > 1,
        name: `${toDay(today)}_${count}`,
      });
      // What would lie in the future has not happened yet.
      const happened = events.filter(({ event_data }) => Date.parse(String(event_data.timestamp)) <= nowMs);
      if (happened.length > 0) yield { agent: visitor.device.agent, atMs, events: happened };
    }
  }
}

/**
 * @param {Random} random
 * @param {number} number
 * @returns {Visitor}
 */
function createVisitor(random, number) {
  return {
    id: `visitor_demo_${number}`,
    person: random.pickBy(PEOPLE),
    device: random.pickBy(DEVICES),
    // The owner and an apprentice, who look at their own shop every day.
    isInternal: number === 3 || number === 11,
  };
}

/**
 * @param {Random} random
 * @param {{ visitor: Visitor, atMs: number, isBack: boolean, isLetterDay: boolean, name: string }} visit
 * @returns {DemoEvent[]}
 */
function createVisit(random, { visitor, atMs, isBack, isLetterDay, name }) {
  const { person, device } = visitor;
  const campaign =
    isLetterDay && random.chance(0.5) ? CAMPAIGNS[0] : random.chance(0.3) ? random.pickBy(CAMPAIGNS) : undefined;
  const referrer = campaign || (isBack && random.chance(0.6)) ? '' : random.pickBy(REFERRERS).url;
  /** @type {DemoEvent[]} */
  const events = [];
  let nowMs = atMs;
  let query = campaign?.query ?? '';
  /**
   * @param {string} type
   * @param {string} path
   * @param {Record<string, unknown>} [data]
   */
  const add = (type, path, data = {}) => {
    events.push({
      event_id: `evt_demo_${name}_${events.length}`,
      event_type: type,
      page_url: `${SITE}${path}${query}`,
      event_data: {
        session_id: `sess_demo_${name}`,
        visitor_id: visitor.id,
        tab_id: `tab_demo_${name}`,
        seq: events.length,
        timestamp: new Date(nowMs).toISOString(),
        timezone: person.zone,
        language: person.language,
        viewport_size: device.viewport,
        screen_resolution: device.viewport,
        ...(events.length === 0 && referrer && { referrer }),
        ...(device.isAutomated && { automated: true }),
        ...(visitor.isInternal && { internal: true }),
        ...data,
      },
    });
    query = '';
    nowMs += random.between(4_000, 55_000) + (random.chance(0.1) ? 120_000 : 0);
  };
  const tea = random.pickBy(TEAS);
  const landing = campaign?.page ?? random.pickBy(LANDINGS).path;
  add('page_view', landing === 'tea' ? `/tea/${tea.id}` : landing, { title: 'Tea shop' });
  if (random.chance(device.isAutomated ? 0.9 : 0.38)) return events;
  if (random.chance(0.12)) add('search', '/search', { query: tea.id, results: random.chance(0.1) ? 0 : 4 });
  if (random.chance(0.7)) add('page_view', '/tea', { title: 'All teas' });
  add('page_view', `/tea/${tea.id}`, { title: tea.id });
  if (random.chance(0.3)) add('item_interaction', `/tea/${tea.id}`, { item_id: tea.id, action: 'zoom' });
  if (random.chance(0.08)) add('newsletter_signup', `/tea/${tea.id}`, { list: 'harvest' });
  if (!random.chance(isBack ? 0.42 : 0.26)) return events;
  add('add_to_cart', `/tea/${tea.id}`, { item_id: tea.id, value: tea.price });
  add('page_view', '/cart', { title: 'Cart' });
  if (!random.chance(0.66)) return events;
  add('transaction_step', '/checkout', { action: 'start' });
  add('page_view', '/checkout', { title: 'Checkout' });
  if (!random.chance(device.isPhone ? 0.55 : 0.74)) return events;
  const packs = 1 + Math.floor(random.between(0, 3));
  add('transaction_step', '/checkout', {
    action: 'complete',
    order_id: `order_${name}`,
    value: Math.round(tea.price * packs * 100) / 100,
    currency: person.currency,
    item_id: tea.id,
  });
  add('page_view', '/thanks', { title: 'Thank you' });
  return events;
}

const LANDINGS = [
  { path: '/', weight: 5 },
  { path: 'tea', weight: 4 },
  { path: '/tea', weight: 2 },
  { path: '/blog/how-to-brew-sencha', weight: 3 },
  { path: '/blog/water', weight: 1 },
  { path: '/gifts', weight: 1 },
];

/** @typedef {ReturnType<typeof createRandom>} Random */

/** Mulberry32, with what a shop needs. @param {number} seed */
function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** The place of one of some weights. @param {readonly number[]} weights */
  const weighted = (weights) => {
    let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
    const place = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return Math.max(0, place);
  };
  return {
    weighted,
    /** @param {number} min @param {number} max */
    between: (min, max) => min + next() * (max - min),
    /** @param {number} share */
    chance: (share) => next() < share,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[Math.floor(next() * list.length)]),
    /** @template {{ weight: number }} T @param {readonly T[]} list @returns {T} */
    pickBy: (list) => /** @type {T} */ (list[weighted(list.map(({ weight }) => weight))]),
  };
}

/** @param {number} ms */
function toDay(ms) {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}
