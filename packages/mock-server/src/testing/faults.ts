import type { ErrorDetail, JsonObject } from '@onevault/contract';
import { ROUTES } from '@onevault/contract';
import type { FaultAction, FaultableRequest, FaultHook } from '../http/faultHook.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { FaultControl } from '../service/faultControl.ts';

/**
 * One thing that goes wrong, and when. Wire-cased, so that it reads the same in a test and in
 * `POST /mock/faults`. Without `first`, `nth` or `probability` it happens every time until it is removed.
 *
 * @example { "fault": "status", "status": 503, "retry_after": 1, "first": 3 }
 * @example { "fault": "drop_after", "nth": [2, 5] }
 */
export type Fault = FaultKind & FaultFilter & FaultTiming;

type FaultKind =
  /** Answers this instead of handling the request. `retry_after`: seconds, or a date as HTTP writes it. */
  | { fault: 'status'; status: number; retry_after?: number | string }
  /** Takes the request and cuts the connection; nothing is stored. */
  | { fault: 'drop_before' }
  /** Stores the events and cuts the connection instead of answering. */
  | { fault: 'drop_after' }
  /** Waits before it handles the request. */
  | { fault: 'latency'; delay_ms: number }
  /** Takes the request and never answers; nothing is stored. */
  | { fault: 'stall' }
  /** Answers a preflight without CORS headers, so that a browser does not send the request. */
  | { fault: 'refuse_preflight' }
  /** Cuts every connection at once, preflights too, until the fault is removed. */
  | { fault: 'offline' };

interface FaultFilter {
  /** Default: both track routes; for `offline` and `refuse_preflight` every path. Never `/mock/…`. */
  path?: string;
  /** Default: POST; for `refuse_preflight` OPTIONS, for `offline` every method. */
  method?: string;
  /** Only this customer's requests. A preflight names no customer. */
  customer_id?: string;
}

/** At most one of the three. Requests that match the filter are counted from 1, each fault by itself. */
interface FaultTiming {
  /** The first so many. */
  first?: number;
  /** This one, or these. */
  nth?: number | number[];
  /** 0 to 1, by a generator that starts from `seed`: the same requests every run. */
  probability?: number;
  /** Default 1. */
  seed?: number;
}

/** A fault as it stands. */
export type ActiveFault = Fault & {
  id: string;
  /** Requests that matched so far. */
  seen: number;
  /** How many of them it went wrong for. */
  hit: number;
};

export interface Faults extends FaultControl {
  /** Throws for a fault that is not one, and says what is allowed. */
  add(fault: Fault): ActiveFault & JsonObject;
  list(): (ActiveFault & JsonObject)[];
  /** Ends one fault, or all of them. */
  remove(id?: string): void;
  /** For the HTTP door. */
  decide: FaultHook;
}

const FIELDS: Record<Fault['fault'], readonly string[]> = {
  status: ['status', 'retry_after'],
  drop_before: [],
  drop_after: [],
  latency: ['delay_ms'],
  stall: [],
  refuse_preflight: [],
  offline: [],
};
const COMMON_FIELDS = ['fault', 'path', 'method', 'customer_id', 'first', 'nth', 'probability', 'seed'];
const TIMINGS = ['first', 'nth', 'probability'];
const TRACK_PATHS: readonly string[] = [ROUTES.track, ROUTES.trackAsync];
const MAX_DELAY_MS = 600_000;

/** The faults of one server: deterministic, each with its own count, none at the beginning. */
export function createFaults(): Faults {
  const active: { fault: ActiveFault; random: () => number }[] = [];
  let lastId = 0;

  return {
    add(given: unknown) {
      const problems = checkFault(given);
      if (problems.length > 0) throw refuse(problems);
      lastId += 1;
      const fault: ActiveFault = { ...(given as Fault), id: `fault-${lastId}`, seen: 0, hit: 0 };
      active.push({ fault, random: createRandom(fault.seed ?? 1) });
      return { ...fault } as ActiveFault & JsonObject;
    },

    list: () => active.map(({ fault }) => ({ ...fault }) as ActiveFault & JsonObject),

    remove(id) {
      for (let i = active.length - 1; i >= 0; i -= 1)
        if (id === undefined || active[i]?.fault.id === id) active.splice(i, 1);
    },

    decide(request) {
      const actions: FaultAction[] = [];
      for (const { fault, random } of active) {
        if (!isMatch(fault, request)) continue;
        fault.seen += 1;
        if (!isDue(fault, random)) continue;
        fault.hit += 1;
        actions.push(toAction(fault));
      }
      return actions;
    },
  };
}

function isMatch(fault: Fault, { method, path, customerId }: FaultableRequest): boolean {
  // The controls have to stay within reach, or an offline window could not be ended.
  if (path.startsWith('/mock/')) return false;
  if (fault.customer_id !== undefined && fault.customer_id !== customerId) return false;
  const isEverything = fault.fault === 'offline' || fault.fault === 'refuse_preflight';
  const isPath = fault.path !== undefined ? fault.path === path : isEverything || TRACK_PATHS.includes(path);
  const wantedMethod =
    fault.method ?? { offline: method, refuse_preflight: 'OPTIONS' }[fault.fault as string] ?? 'POST';
  return isPath && wantedMethod === method;
}

function isDue({ first, nth, probability, seen }: ActiveFault, random: () => number): boolean {
  if (first !== undefined) return seen <= first;
  if (nth !== undefined) return Array.isArray(nth) ? nth.includes(seen) : nth === seen;
  if (probability !== undefined) return random() < probability;
  return true;
}

function toAction(fault: Fault): FaultAction {
  if (fault.fault === 'status') {
    const retryAfter = fault.retry_after === undefined ? null : String(fault.retry_after);
    return { kind: 'status', status: fault.status, retryAfter };
  }
  if (fault.fault === 'latency') return { kind: 'latency', delayMs: fault.delay_ms };
  return { kind: fault.fault };
}

function checkFault(given: unknown): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  const wrong = (field: string, msg: string) => problems.push({ loc: ['body', field], msg, type: 'value_error' });
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return [{ loc: ['body'], msg: 'Input should be a valid object', type: 'object_type' }];
  }
  const fault = given as Record<string, unknown>;
  const isInteger = (value: unknown, min: number, max: number) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

  const own = Object.hasOwn(FIELDS, String(fault.fault)) ? FIELDS[fault.fault as Fault['fault']] : undefined;
  if (!own) {
    wrong('fault', `Allowed are ${Object.keys(FIELDS).join(', ')}`);
    return problems;
  }
  for (const field of Object.keys(fault)) {
    if (!COMMON_FIELDS.includes(field) && !own.includes(field)) {
      wrong(field, `Not a field of ${String(fault.fault)}: allowed are ${[...own, ...COMMON_FIELDS].join(', ')}`);
    }
  }
  if (own.includes('status') && !isInteger(fault.status, 400, 599)) wrong('status', 'Input should be 400 to 599');
  const { retry_after: retryAfter } = fault;
  // A header value: visible ASCII and spaces.
  const isHeader = typeof retryAfter === 'string' ? /^[ -~]{1,64}$/.test(retryAfter) : isInteger(retryAfter, 0, 86_400);
  if (retryAfter !== undefined && !isHeader) wrong('retry_after', 'Input should be whole seconds or an HTTP date');
  if (own.includes('delay_ms') && !isInteger(fault.delay_ms, 0, MAX_DELAY_MS)) {
    wrong('delay_ms', `Input should be 0 to ${MAX_DELAY_MS}`);
  }
  for (const field of ['path', 'method', 'customer_id']) {
    if (fault[field] !== undefined && typeof fault[field] !== 'string') wrong(field, 'Input should be a valid string');
  }
  const timings = TIMINGS.filter((field) => fault[field] !== undefined);
  if (timings.length > 1) wrong(timings[1] ?? '', `Only one of ${TIMINGS.join(', ')} can be given`);
  const { first, nth, probability, seed } = fault;
  if (first !== undefined && !isInteger(first, 1, 1e9)) wrong('first', 'Input should be a whole number from 1');
  const places = Array.isArray(nth) ? nth : [nth];
  if (nth !== undefined && !(places.length > 0 && places.every((place) => isInteger(place, 1, 1e9)))) {
    wrong('nth', 'Input should be a whole number from 1, or a list of them');
  }
  if (probability !== undefined && !(typeof probability === 'number' && probability >= 0 && probability <= 1)) {
    wrong('probability', 'Input should be 0 to 1');
  }
  if (seed !== undefined && !Number.isInteger(seed)) wrong('seed', 'Input should be a whole number');
  return problems;
}

function refuse(problems: ErrorDetail[]): Refusal {
  return new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: problems.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('; '),
    detail: problems,
  });
}

/** Mulberry32: small, and the same numbers from the same seed everywhere. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
