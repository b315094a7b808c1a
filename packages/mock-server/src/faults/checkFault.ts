import type { ErrorDetail } from '@onevault/contract';
import type { FaultName } from './fault.ts';

/** The fields of each fault besides the common ones. */
const FIELDS: Record<FaultName, readonly string[]> = {
  status: ['status', 'retry_after'],
  drop_before: [],
  drop_after: [],
  accept_half: [],
  latency: ['delay_ms'],
  stall: [],
  refuse_preflight: [],
  offline: [],
  crash: [],
  set_aside: [],
};
export const FAULTS = Object.keys(FIELDS) as FaultName[];
const FILTERS = ['path', 'method', 'customer_id', 'event_type'];
const TIMINGS = ['first', 'nth', 'probability'];
const COMMON_FIELDS = ['fault', ...FILTERS, 'when', ...TIMINGS, 'seed'];
/** These happen before the body is read, so they cannot depend on its events. */
const BODYLESS = ['refuse_preflight', 'offline'];
const MAX_DELAY_MS = 600_000;
const MAX_COUNT = 1_000_000_000;

/** Unavailable faults with the reason: MSW sees no preflights, SQL has no state between the layers. */
export type Unavailable = Partial<Record<FaultName, string>>;

/** Lists what is wrong with a fault and what is allowed. */
export function checkFault(given: unknown, unavailable: Unavailable): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  const wrong = (field: string, msg: string) => problems.push({ loc: ['body', field], msg, type: 'value_error' });
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return [{ loc: ['body'], msg: 'Input should be a valid object', type: 'object_type' }];
  }
  const fault = given as Record<string, unknown>;
  const name = String(fault.fault) as FaultName;
  const own = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  const allowed = FAULTS.filter((known) => unavailable[known] === undefined);
  if (!own) {
    wrong('fault', `Allowed are ${allowed.join(', ')}`);
    return problems;
  }
  const reason = unavailable[name];
  if (reason !== undefined) {
    wrong('fault', `${name} is unavailable here: ${reason}. Allowed are ${allowed.join(', ')}`);
    return problems;
  }
  for (const field of Object.keys(fault)) {
    if (!COMMON_FIELDS.includes(field) && !own.includes(field)) {
      wrong(field, `Not a field of ${name}: allowed are ${[...own, ...COMMON_FIELDS].join(', ')}`);
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
  for (const field of FILTERS) {
    if (fault[field] !== undefined && typeof fault[field] !== 'string') wrong(field, 'Input should be a valid string');
  }
  if (fault.when !== undefined && typeof fault.when !== 'function') {
    wrong('when', 'Input should be a function of a test in the same process; over HTTP use event_type');
  }
  for (const field of ['event_type', 'when']) {
    if (fault[field] !== undefined && BODYLESS.includes(name)) wrong(field, `${name} happens before there is a body`);
  }
  checkTiming(fault, wrong);
  return problems;
}

function checkTiming(fault: Record<string, unknown>, wrong: (field: string, msg: string) => void): void {
  const timings = TIMINGS.filter((field) => fault[field] !== undefined);
  if (timings.length > 1) wrong(timings[1] ?? '', `Only one of ${TIMINGS.join(', ')} can be given`);
  const { first, nth, probability, seed } = fault;
  if (first !== undefined && !isInteger(first, 1, MAX_COUNT)) wrong('first', 'Input should be a whole number from 1');
  const places = Array.isArray(nth) ? nth : [nth];
  if (nth !== undefined && !(places.length > 0 && places.every((place) => isInteger(place, 1, MAX_COUNT)))) {
    wrong('nth', 'Input should be a whole number from 1, or a list of them');
  }
  if (probability !== undefined && !(typeof probability === 'number' && probability >= 0 && probability <= 1)) {
    wrong('probability', 'Input should be 0 to 1');
  }
  if (seed !== undefined && !Number.isInteger(seed)) wrong('seed', 'Input should be a whole number');
}

function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}
