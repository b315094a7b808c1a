import type { Engine, RawEvent, StoredEvent } from '../engine/port.ts';
import { EngineUnavailable, TooMuchAtOnce } from '../engine/port.ts';
import { createPace, type Pace } from './createPace.ts';
import { createPlaces } from './createPlaces.ts';
import { Refusal } from './refusal.ts';
import { weighEvent } from './weighEvent.ts';

export interface GroupCommitOptions {
  store: Engine['store'];
  /**
   * Maximum number of parallel stores. Default 3: one commits while the next writes its rows, and a customer with a
   * store in flight never takes the last place, so that locked rows of one customer block no other.
   */
  maxInFlight?: number;
  /**
   * After this time a store gives its place to another customer: the database may wait for a lock, or for a machine of a
   * cluster that does not answer. Default 1,000.
   */
  overdueMs?: number;
  /** Maximum number of overdue stores beside `maxInFlight`. Default 3: six of the ten connections, at most. */
  maxOverdue?: number;
  /**
   * How many events of a customer must wait before a second store for it begins. Default 100: below that one larger
   * commit costs less than two (16 clients with single events on two cores: 1,450 a second with one at a time, 1,070
   * with two, 485 without groups).
   */
  minParallelEvents?: number;
  /** Maximum events of a group; a single request may hold more. Default 500. */
  maxGroupEvents?: number;
  /** Maximum bytes of a group; a single request may hold more. Default 8 MiB. */
  maxGroupBytes?: number;
  /** Maximum waiting events of all customers. Default 20,000. */
  maxQueuedEvents?: number;
  /** Maximum waiting bytes of all customers. Default 64 MiB. */
  maxQueuedBytes?: number;
  /** The size of one store. Default: learned, so that it takes a quarter of a second. */
  pace?: Pace;
  /** Called for every group once it is stored or has failed. */
  onGroup?: (group: CommittedGroup) => void;
}

/** One call of the engine, for metrics. */
export interface CommittedGroup {
  requests: number;
  events: number;
  seconds: number;
  failed: boolean;
}

export interface StoreOptions {
  process: boolean;
  bytes?: number;
  /**
   * Whether some events may be stored while the rest fail. Needs ids from the client, so that a resent event is a
   * duplicate. Default true.
   */
  isDivisible?: boolean;
}

export interface GroupCommit {
  /**
   * Resolves when the events are stored, with one answer per event in the given order. Rejects with a `Refusal` (503
   * OVERLOADED) when too much waits; then none of the events is kept.
   *
   * @param bytes Size of the request body as received.
   */
  store(customerId: string, events: RawEvent[], options: StoreOptions): Promise<StoredEvent[]>;
  /** What waits now, excluding what is being stored. */
  queued(): { events: number; bytes: number };
  /** Resolves when nothing waits and nothing is being stored. */
  drain(): Promise<void>;
}

interface Request {
  /** Place in the order of arrival over all customers. */
  n: number;
  events: RawEvent[];
  bytes: number;
  isDivisible: boolean;
  /** How many of its events have been put into a group. */
  taken: number;
  /** The answers so far, each at the index of its event. */
  stored: StoredEvent[];
  answered: number;
  /** One of its groups failed, so the rest is not stored. */
  hasFailed: boolean;
  resolve(stored: StoredEvent[]): void;
  reject(error: unknown): void;
}

/** The part of a request that is in one group: all of it, unless it is too much for one transaction. */
interface Portion {
  request: Request;
  from: number;
  to: number;
}

/** The waiting requests of one customer: sync and async requests are stored by different calls. */
interface Line {
  sync: Request[];
  async: Request[];
  events: number;
  bytes: number;
}

const MIB = 1024 * 1024;
const RETRY_AFTER_S = 1;
/** 500 events become one after nine halvings. Each attempt may take as long as a statement may. */
const MAX_HALVINGS = 9;

/**
 * Requests that arrive during a commit share the next one. A commit costs the same for one event as for many, so groups
 * grow under load, and a single request does not wait: there is no timer.
 *
 * A group is limited by its cost for the database: a larger request is stored in several groups, one after the other.
 * Customers take turns, one group a turn, and a large group has no second of the same customer beside it. A store that
 * does not answer gives its place to others (createPlaces). The queue is bounded, and a customer may fill at most as much as stays free (dynamic thresholds, Choudhury and Hahne 1998): a
 * customer that floods the queue is refused, others are still served.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { store, onGroup, maxInFlight = 3, maxGroupEvents = 500, maxGroupBytes = 8 * MIB } = options;
  const { pace = createPace() } = options;
  const {
    overdueMs = 1_000,
    maxOverdue = 3,
    minParallelEvents = 100,
    maxQueuedEvents = 20_000,
    maxQueuedBytes = 64 * MIB,
  } = options;
  // In the order of turns; only customers with waiting requests.
  const lines = new Map<string, Line>();
  const storing = new Map<string, { groups: number; weight: number }>();
  const idle: (() => void)[] = [];
  const queued = { events: 0, bytes: 0 };
  const places = createPlaces({ maxInFlight, maxOverdue, overdueMs, onFree: pump });
  let arrived = 0;

  function pump(): void {
    for (const [customerId, line] of lines) {
      if (places.areTaken()) return;
      if (!places.isFor(customerId)) continue;
      const mine = storing.get(customerId);
      if (mine && !(places.areSpare(customerId) && maySecond(line, mine.weight))) continue;
      const process = isSyncNext(line);
      const { group, weight } = takeGroup(line, process ? line.sync : line.async);
      // Moves the customer to the end of the turns, or removes it.
      lines.delete(customerId);
      if (line.sync.length + line.async.length > 0) lines.set(customerId, line);
      const leave = places.take(customerId);
      const now = { groups: (mine?.groups ?? 0) + 1, weight: (mine?.weight ?? 0) + weight };
      storing.set(customerId, now);
      void commit(customerId, group, process).then((hasStored) => {
        leave(hasStored);
        const left = storing.get(customerId);
        if (left && left.groups > 1) storing.set(customerId, { groups: left.groups - 1, weight: left.weight - weight });
        else storing.delete(customerId);
        pump();
        if (storing.size === 0) for (const resolve of idle.splice(0)) resolve();
      });
    }
  }

  /** Whether a customer that has a group in flight may have another beside it. */
  function maySecond(line: Line, weight: number): boolean {
    return line.events >= minParallelEvents && weight * 2 <= pace.limit();
  }

  /** Takes the next requests that fit into one group, or the part of a large request that fits. */
  function takeGroup(line: Line, requests: Request[]): { group: Portion[]; weight: number } {
    const group: Portion[] = [];
    let [events, bytes, weight] = [0, 0, 0];
    for (const request of requests) {
      const from = request.taken;
      let to = from;
      let added = 0;
      for (; to < request.events.length; to += 1) {
        const next = weighEvent(request.events[to] as RawEvent);
        const isTooMuch = weight + added + next > pace.limit();
        if (isTooMuch && (group.length > 0 || (to > from && request.isDivisible))) break;
        added += next;
      }
      const isWhole = to === request.events.length;
      events += to - from;
      bytes += request.bytes;
      if (group.length > 0 && (!isWhole || events > maxGroupEvents || bytes > maxGroupBytes)) break;
      group.push({ request, from, to });
      weight += added;
      request.taken = to;
      count(line, from - to, isWhole ? -request.bytes : 0);
      if (!isWhole) break;
    }
    while (requests[0] && requests[0].taken === requests[0].events.length) requests.shift();
    return { group, weight };
  }

  function count(line: Line, events: number, bytes: number): void {
    line.events += events;
    line.bytes += bytes;
    queued.events += events;
    queued.bytes += bytes;
  }

  /** Never rejects: each request of the group is settled separately. Resolves with whether anything was stored. */
  async function commit(customerId: string, group: Portion[], process: boolean): Promise<boolean> {
    let hasStored = false;
    const waiting = [group];
    for (let failures = 0; waiting.length > 0; ) {
      const portions = (waiting.shift() as Portion[]).filter(({ request }) => !request.hasFailed);
      if (portions.length === 0) continue;
      try {
        await storeTogether(customerId, portions, process);
        hasStored = true;
      } catch (error) {
        failures += 1;
        const smaller = divide(portions, error, failures);
        if (smaller) {
          waiting.unshift(...smaller);
          continue;
        }
        // If the database is unavailable the others would time out too, one after the other.
        const lost = error instanceof EngineUnavailable ? [portions, ...waiting.splice(0)].flat() : portions;
        for (const { request } of lost) fail(customerId, request, error);
      }
    }
    return hasStored;
  }

  async function storeTogether(customerId: string, portions: Portion[], process: boolean): Promise<void> {
    const events = portions.flatMap(({ request, from, to }) => request.events.slice(from, to));
    const weight = events.reduce((sum, event) => sum + weighEvent(event), 0);
    const startMs = performance.now();
    const told = (failed: boolean): number => {
      const seconds = (performance.now() - startMs) / 1000;
      onGroup?.({ requests: portions.length, events: events.length, seconds, failed });
      return seconds;
    };
    let stored: StoredEvent[];
    try {
      stored = await store(customerId, events, { process });
    } catch (error) {
      told(true);
      if (error instanceof TooMuchAtOnce) pace.learnTooMuch(weight);
      throw error;
    }
    pace.learn(weight, told(false));
    let at = 0;
    for (const { request, from, to } of portions) {
      for (let place = from; place < to; place += 1, at += 1) request.stored[place] = stored[at] as StoredEvent;
      request.answered += to - from;
      if (request.answered === request.events.length) request.resolve(request.stored);
    }
  }

  /** Stores no more of a request. Its client sends all of it again, and the stored part is a duplicate then. */
  function fail(customerId: string, request: Request, error: unknown): void {
    if (request.hasFailed) return;
    request.hasFailed = true;
    request.reject(error);
    const line = lines.get(customerId);
    for (const requests of line ? [line.sync, line.async] : []) {
      const at = requests.indexOf(request);
      if (!line || at < 0) continue;
      requests.splice(at, 1);
      count(line, request.taken - request.events.length, -request.bytes);
      if (line.sync.length + line.async.length === 0) lines.delete(customerId);
    }
  }

  return {
    store(customerId, events, { process, bytes = 0, isDivisible = true }) {
      const line = lines.get(customerId) ?? { sync: [], async: [], events: 0, bytes: 0 };
      // A request that is stored at once does not fill the queue.
      const mustWait = !places.isFor(customerId) || storing.has(customerId);
      const isTooMuch =
        line.events + events.length > maxQueuedEvents - queued.events ||
        line.bytes + bytes > maxQueuedBytes - queued.bytes;
      if (mustWait && isTooMuch) return Promise.reject(overloaded());
      return new Promise((resolve, reject) => {
        arrived += 1;
        (process ? line.sync : line.async).push({
          n: arrived,
          events,
          bytes,
          isDivisible,
          taken: 0,
          stored: [],
          answered: 0,
          hasFailed: false,
          resolve,
          reject,
        });
        lines.set(customerId, line);
        count(line, events.length, bytes);
        pump();
      });
    },

    queued: () => ({ ...queued }),

    drain: () =>
      new Promise((resolve) => {
        if (storing.size === 0) resolve();
        else idle.push(resolve);
      }),
  };
}

/** The kind that has waited longer comes next. */
function isSyncNext({ sync, async }: Line): boolean {
  const [first, other] = [sync[0], async[0]];
  return first !== undefined && (other === undefined || first.n < other.n);
}

/** The smaller groups to try instead of a failed one; null if there are none. */
function divide(portions: Portion[], error: unknown, failures: number): Portion[][] | null {
  if (error instanceof TooMuchAtOnce) return failures > MAX_HALVINGS ? null : halve(portions);
  if (error instanceof EngineUnavailable || portions.length === 1) return null;
  // One request may have caused the failure: each is stored alone once, to find it.
  return portions.map((portion) => [portion]);
}

/** Two groups with about half the events each; null for what cannot be divided. */
function halve(portions: Portion[]): [Portion[], Portion[]] | null {
  let left = Math.ceil(portions.reduce((sum, { from, to }) => sum + to - from, 0) / 2);
  const [first, second]: [Portion[], Portion[]] = [[], []];
  for (const { request, from, to } of portions) {
    const isWhole = !request.isDivisible;
    const middle = isWhole ? (first.length === 0 || to - from <= left ? to : from) : Math.min(to, from + left);
    if (middle > from) first.push({ request, from, to: middle });
    if (to > middle) second.push({ request, from: middle, to });
    left = Math.max(0, left - (middle - from));
  }
  return second.length === 0 ? null : [first, second];
}

function overloaded(): Refusal {
  return new Refusal({
    status: 503,
    code: 'OVERLOADED',
    message: 'Too many events are waiting to be stored: nothing of this request was, try again',
    headers: { 'Retry-After': String(RETRY_AFTER_S) },
  });
}
