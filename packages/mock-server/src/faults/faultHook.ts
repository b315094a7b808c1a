/** Where faults reach into an adapter (HTTP or fetch): `createFaults` decides, the adapter carries it out. */
export interface FaultHook {
  /** Asked when a request comes in and, if `readsEvents`, once more when its body is there. */
  decide(request: FaultableRequest): FaultAction[];
  /** Whether a fault looks at the events of a request. */
  readsEvents(): boolean;
}

export interface FaultableRequest {
  method: string;
  path: string;
  /** As the header says; a preflight has none. */
  customerId: string | null;
  /** Of the body, as they were sent: only given when it is asked the second time. */
  events?: unknown[];
}

export type FaultAction =
  /** Answers with this instead of handling the request, CORS headers included. */
  | { kind: 'status'; status: number; retryAfter: string | null }
  /** Cuts the connection once the body has arrived; nothing is stored. */
  | { kind: 'drop_before' }
  /** Handles the request and cuts the connection instead of answering. */
  | { kind: 'drop_after' }
  /** Handles the first half of a batch and says nothing of the rest. */
  | { kind: 'accept_half' }
  /** Waits before handling the request. */
  | { kind: 'latency'; delayMs: number }
  /** Takes the request and never answers; nothing is stored. */
  | { kind: 'stall' }
  /** Answers a preflight without CORS headers, so that the browser does not send the request. */
  | { kind: 'refuse_preflight' }
  /** Cuts the connection at once, preflights too. */
  | { kind: 'offline' };

/** The first of a kind among what was decided. */
export function findAction<K extends FaultAction['kind']>(
  actions: readonly FaultAction[],
  kind: K,
): Extract<FaultAction, { kind: K }> | undefined {
  return actions.find((action): action is Extract<FaultAction, { kind: K }> => action.kind === kind);
}

/** What `accept_half` leaves of a body: the larger half, so that a single event is left whole. */
export function halfOf(body: unknown): unknown {
  return Array.isArray(body) ? body.slice(0, Math.ceil(body.length / 2)) : body;
}
