/** The link between faults and an adapter (HTTP or fetch): `createFaults` decides, the adapter acts. */
export interface FaultHook {
  /** Called when a request arrives and, if `readsEvents`, again when its body has arrived. */
  decide(request: FaultableRequest): FaultAction[];
  /** Whether a fault depends on the events of a request. */
  readsEvents(): boolean;
}

export interface FaultableRequest {
  method: string;
  path: string;
  /** From the header; a preflight has none. */
  customerId: string | null;
  /** The events of the body as sent; only on the second call. */
  events?: unknown[];
}

export type FaultAction =
  /** Answers with this instead of handling the request, CORS headers included. */
  | { kind: 'status'; status: number; retryAfter: string | null }
  /** Cuts the connection once the body has arrived; nothing is stored. */
  | { kind: 'drop_before' }
  /** Handles the request and cuts the connection instead of answering. */
  | { kind: 'drop_after' }
  /** Handles the first half of a batch; the answer omits the rest. */
  | { kind: 'accept_half' }
  /** Waits before handling the request. */
  | { kind: 'latency'; delayMs: number }
  /** Receives the request and never answers; nothing is stored. */
  | { kind: 'stall' }
  /** Answers a preflight without CORS headers, so that the browser does not send the request. */
  | { kind: 'refuse_preflight' }
  /** Cuts the connection at once, preflights too. */
  | { kind: 'offline' };

/** The first action of a kind. */
export function findAction<K extends FaultAction['kind']>(
  actions: readonly FaultAction[],
  kind: K,
): Extract<FaultAction, { kind: K }> | undefined {
  return actions.find((action): action is Extract<FaultAction, { kind: K }> => action.kind === kind);
}

/** The part of a body that `accept_half` keeps: the larger half, so that a single event stays whole. */
export function firstHalfOf(body: unknown): unknown {
  return Array.isArray(body) ? body.slice(0, Math.ceil(body.length / 2)) : body;
}
