import type { ErrorDetail } from '@onevault/contract';
import { ROUTES } from '@onevault/contract';
import { Refusal } from '@onevault/server/internal/ingest/refusal';
import { checkFault, type Unavailable } from './checkFault.ts';
import { createRandom } from './createRandom.ts';
import type { ActiveFault, Fault, SentEvent } from './fault.ts';
import type { FaultAction, FaultableRequest, FaultHook } from './faultHook.ts';

export interface Faults {
  /** Throws for an invalid fault; the message says what is allowed. */
  add(fault: Fault): ActiveFault;
  list(): ActiveFault[];
  /** Removes one fault, or all. */
  remove(id?: string): void;
}

/** The faults, and the decisions that adapters and the engine ask for. */
export interface FaultRegistry extends Faults {
  hook: FaultHook;
  /** The fault, if any, for loading this event into business. */
  decideLoad(event: SentEvent, customerId: string): 'crash' | 'set_aside' | null;
}

const TRACK_PATHS: readonly string[] = [ROUTES.track, ROUTES.trackAsync];

/** The faults of one server: deterministic, each with its own count; none at first. */
export function createFaults(unavailable: Unavailable = {}): FaultRegistry {
  const active: { fault: ActiveFault; random: () => number }[] = [];
  let lastId = 0;

  function isHit({ fault, random }: (typeof active)[number]): boolean {
    fault.seen += 1;
    if (!isDue(fault, random)) return false;
    fault.hit += 1;
    return true;
  }

  return {
    add(given) {
      const problems = checkFault(given, unavailable);
      if (problems.length > 0) throw refuse(problems);
      lastId += 1;
      const fault: ActiveFault = { ...given, id: `fault-${lastId}`, seen: 0, hit: 0 };
      active.push({ fault, random: createRandom(fault.seed ?? 1) });
      return { ...fault };
    },

    list: () => active.map(({ fault }) => ({ ...fault })),

    remove(id) {
      for (let i = active.length - 1; i >= 0; i -= 1)
        if (id === undefined || active[i]?.fault.id === id) active.splice(i, 1);
    },

    hook: {
      decide(request) {
        const actions: FaultAction[] = [];
        for (const one of active) {
          if (!isMatch(one.fault, request) || !isHit(one)) continue;
          const action = toAction(one.fault);
          if (action) actions.push(action);
        }
        return actions;
      },
      readsEvents: () => active.some(({ fault }) => !isOfPipeline(fault) && readsEvents(fault)),
    },

    decideLoad(event, customerId) {
      let decided: 'crash' | 'set_aside' | null = null;
      for (const one of active) {
        const { fault, customer_id: wanted } = one.fault;
        const isOther = !isOfPipeline(one.fault) || (wanted !== undefined && wanted !== customerId);
        if (isOther || !isAbout(one.fault, event) || !isHit(one)) continue;
        if (decided !== 'crash') decided = fault === 'crash' ? fault : 'set_aside';
      }
      return decided;
    },
  };
}

/** These faults happen in the pipeline, per event; all others in the adapter, per request. */
function isOfPipeline({ fault }: Fault): boolean {
  return fault === 'crash' || fault === 'set_aside';
}

function readsEvents({ event_type: eventType, when }: Fault): boolean {
  return eventType !== undefined || when !== undefined;
}

function isMatch(fault: Fault, { method, path, customerId, events }: FaultableRequest): boolean {
  if (isOfPipeline(fault)) return false;
  // The controls must stay reachable, or an `offline` fault could not be removed.
  if (path.startsWith('/mock/')) return false;
  // Each fault decides once: when the request arrives, or when its events are known.
  if (readsEvents(fault) !== (events !== undefined)) return false;
  if (fault.customer_id !== undefined && fault.customer_id !== customerId) return false;
  const isEverything = fault.fault === 'offline' || fault.fault === 'refuse_preflight';
  const isPath = fault.path !== undefined ? fault.path === path : isEverything || TRACK_PATHS.includes(path);
  const usual = fault.fault === 'offline' ? method : fault.fault === 'refuse_preflight' ? 'OPTIONS' : 'POST';
  return isPath && (fault.method ?? usual) === method && (!events || events.some((event) => isAbout(fault, event)));
}

function isAbout({ event_type: eventType, when }: Fault, event: unknown): boolean {
  const sent: SentEvent = typeof event === 'object' && event !== null ? event : {};
  const isType = eventType === undefined || (sent.event_type ?? 'page_view') === eventType;
  return isType && (when === undefined || when(sent));
}

function isDue({ first, nth, probability, seen }: ActiveFault, random: () => number): boolean {
  if (first !== undefined) return seen <= first;
  if (nth !== undefined) return Array.isArray(nth) ? nth.includes(seen) : nth === seen;
  if (probability !== undefined) return random() < probability;
  return true;
}

function toAction(fault: Fault): FaultAction | null {
  if (fault.fault === 'crash' || fault.fault === 'set_aside') return null;
  if (fault.fault === 'status') {
    const retryAfter = fault.retry_after === undefined ? null : String(fault.retry_after);
    return { kind: 'status', status: fault.status, retryAfter };
  }
  if (fault.fault === 'latency') return { kind: 'latency', delayMs: fault.delay_ms };
  return { kind: fault.fault };
}

function refuse(problems: ErrorDetail[]): Refusal {
  const said = problems.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('; ');
  return new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: `Failed to add the fault: ${said}. Please correct it.`,
    detail: problems,
  });
}
