import type { Engine, RawEvent, StoredEvent } from '../engine/port.ts';
import { EngineUnavailable } from '../engine/port.ts';
import { Refusal } from './refusal.ts';

export interface GroupCommitOptions {
  store: Engine['store'];
  /** Maximum number of parallel stores. Default 2: one commits while the next writes its rows. */
  maxInFlight?: number;
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

export interface GroupCommit {
  /**
   * Resolves when the events are stored, with one answer per event in the given order. Rejects with a `Refusal` (503
   * OVERLOADED) when too much waits; then none of the events is kept.
   *
   * @param bytes Size of the request body as received.
   */
  store(customerId: string, events: RawEvent[], options: { process: boolean; bytes?: number }): Promise<StoredEvent[]>;
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
  resolve(stored: StoredEvent[]): void;
  reject(error: unknown): void;
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

/**
 * Requests that arrive during a commit share the next one. A commit costs the same for one event as for many, so groups
 * grow under load, and a single request does not wait: there is no timer.
 *
 * Customers take turns, one group a turn. The queue is bounded, and a customer may fill at most as much as stays free
 * (dynamic thresholds, Choudhury and Hahne 1998): a customer that floods the queue is refused, others are still served.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { store, onGroup, maxInFlight = 2, maxGroupEvents = 500, maxGroupBytes = 8 * MIB } = options;
  const { minParallelEvents = 100, maxQueuedEvents = 20_000, maxQueuedBytes = 64 * MIB } = options;
  // In the order of turns; only customers with waiting requests.
  const lines = new Map<string, Line>();
  const storing = new Map<string, number>();
  const idle: (() => void)[] = [];
  const queued = { events: 0, bytes: 0 };
  let inFlight = 0;
  let arrived = 0;

  function pump(): void {
    for (const [customerId, line] of lines) {
      if (inFlight >= maxInFlight) return;
      if (storing.has(customerId) && line.events < minParallelEvents) continue;
      const process = isSyncNext(line);
      const group = takeGroup(process ? line.sync : line.async);
      for (const { events, bytes } of group) count(line, -events.length, -bytes);
      // Moves the customer to the end of the turns, or removes it.
      lines.delete(customerId);
      if (line.sync.length + line.async.length > 0) lines.set(customerId, line);
      inFlight += 1;
      storing.set(customerId, (storing.get(customerId) ?? 0) + 1);
      void commit(customerId, group, process).then(() => {
        inFlight -= 1;
        const left = (storing.get(customerId) ?? 0) - 1;
        if (left > 0) storing.set(customerId, left);
        else storing.delete(customerId);
        pump();
        if (inFlight === 0) for (const resolve of idle.splice(0)) resolve();
      });
    }
  }

  function takeGroup(requests: Request[]): Request[] {
    let [events, bytes, taken] = [0, 0, 0];
    for (const request of requests) {
      events += request.events.length;
      bytes += request.bytes;
      if (taken > 0 && (events > maxGroupEvents || bytes > maxGroupBytes)) break;
      taken += 1;
    }
    return requests.splice(0, taken);
  }

  function count(line: Line, events: number, bytes: number): void {
    line.events += events;
    line.bytes += bytes;
    queued.events += events;
    queued.bytes += bytes;
  }

  /** Never rejects: each request of the group is settled separately. */
  async function commit(customerId: string, group: Request[], process: boolean): Promise<void> {
    try {
      await storeTogether(customerId, group, process);
    } catch (error) {
      if (group.length === 1 || error instanceof EngineUnavailable) return rejectAll(group, error);
      // One request may have caused the failure: store each alone once, to find it.
      for (const [i, request] of group.entries()) {
        try {
          await storeTogether(customerId, [request], process);
        } catch (reason) {
          // The others would time out too, one after the other.
          if (reason instanceof EngineUnavailable) return rejectAll(group.slice(i), reason);
          request.reject(reason);
        }
      }
    }
  }

  async function storeTogether(customerId: string, group: Request[], process: boolean): Promise<void> {
    const events = group.length === 1 && group[0] ? group[0].events : group.flatMap((request) => request.events);
    const startMs = performance.now();
    const told = (failed: boolean) =>
      onGroup?.({
        requests: group.length,
        events: events.length,
        seconds: (performance.now() - startMs) / 1000,
        failed,
      });
    let stored: StoredEvent[];
    try {
      stored = await store(customerId, events, { process });
    } catch (error) {
      told(true);
      throw error;
    }
    told(false);
    let at = 0;
    for (const request of group) {
      request.resolve(stored.slice(at, at + request.events.length));
      at += request.events.length;
    }
  }

  return {
    store(customerId, events, { process, bytes = 0 }) {
      const line = lines.get(customerId) ?? { sync: [], async: [], events: 0, bytes: 0 };
      // A request that is stored at once does not fill the queue.
      const mustWait = inFlight >= maxInFlight || storing.has(customerId);
      const isTooMuch =
        line.events + events.length > maxQueuedEvents - queued.events ||
        line.bytes + bytes > maxQueuedBytes - queued.bytes;
      if (mustWait && isTooMuch) return Promise.reject(overloaded());
      return new Promise((resolve, reject) => {
        arrived += 1;
        (process ? line.sync : line.async).push({ n: arrived, events, bytes, resolve, reject });
        lines.set(customerId, line);
        count(line, events.length, bytes);
        pump();
      });
    },

    queued: () => ({ ...queued }),

    drain: () =>
      new Promise((resolve) => {
        if (inFlight === 0) resolve();
        else idle.push(resolve);
      }),
  };
}

/** The kind that has waited longer comes next. */
function isSyncNext({ sync, async }: Line): boolean {
  const [first, other] = [sync[0], async[0]];
  return first !== undefined && (other === undefined || first.n < other.n);
}

function rejectAll(requests: Request[], error: unknown): void {
  for (const request of requests) request.reject(error);
}

function overloaded(): Refusal {
  return new Refusal({
    status: 503,
    code: 'OVERLOADED',
    message: 'Too many events are waiting to be stored: nothing of this request was, try again',
    headers: { 'Retry-After': String(RETRY_AFTER_S) },
  });
}
