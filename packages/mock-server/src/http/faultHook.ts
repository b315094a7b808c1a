/**
 * Where faults reach into the door. `testing/faults.ts` decides; the door carries out. Nothing of this
 * runs in a server that was started without faults.
 */
export type FaultHook = (request: FaultableRequest) => FaultAction[];

export interface FaultableRequest {
  method: string;
  path: string;
  /** As the header says; a preflight has none. */
  customerId: string | null;
}

export type FaultAction =
  /** Answers with this instead of handling the request, CORS headers included. */
  | { kind: 'status'; status: number; retryAfter: string | null }
  /** Cuts the connection once the body has arrived; nothing is stored. */
  | { kind: 'drop_before' }
  /** Handles the request and cuts the connection instead of answering. */
  | { kind: 'drop_after' }
  /** Waits before handling the request. */
  | { kind: 'latency'; delayMs: number }
  /** Takes the request and never answers; nothing is stored. */
  | { kind: 'stall' }
  /** Answers a preflight without CORS headers, so that the browser does not send the request. */
  | { kind: 'refuse_preflight' }
  /** Cuts the connection at once, preflights too. */
  | { kind: 'offline' };
