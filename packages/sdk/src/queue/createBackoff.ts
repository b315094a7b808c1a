import { ticksMs } from '../browser/ticksMs.ts';

/** How long nothing is sent, and why: after failures, as long as the server asks, and while sending is halted. */
export interface Backoff {
  /** How many failures in a row. */
  _failures(): number;
  /** Such as `HTTP 401: Unauthorized` or `Paused`. */
  _reason(): string;
  /** Nothing is to be sent now. */
  _isWaiting(): boolean;
  /** Nothing is to be sent until `_resume`. */
  _isHalted(): boolean;
  /** After failures, from now. */
  _remainingMs(): number;
  _fail(error: string, retryAfterMs?: number): void;
  _succeed(): void;
  /** Ends waiting for a server that was out of reach; what the server itself has asked for stays. */
  _endOwnWait(): void;
  /** Until `_resume`. */
  _halt(reason: string): void;
  _resume(): void;
}

const FIRST_MS = 1_000;
/** Long enough to leave a server in trouble alone, short enough for a visitor who stays. */
const LONGEST_MS = 60_000;
/** More than this a Retry-After cannot ask of us. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Exponential with full jitter, so that visitors do not come back in step. */
export function createBackoff(): Backoff {
  let failures = 0;
  let lastError = '';
  let haltReason = '';
  let untilMs = 0;
  /** What the server itself has asked for. */
  let askedUntilMs = 0;
  return {
    _failures: () => failures,
    _reason: () => haltReason || lastError,
    _isWaiting: () => !!haltReason || untilMs > ticksMs(),
    _isHalted: () => !!haltReason,
    _remainingMs: () => untilMs - ticksMs(),
    _fail(error, retryAfterMs) {
      lastError = error;
      askedUntilMs = ticksMs() + Math.min(MAX_RETRY_AFTER_MS, retryAfterMs || 0);
      const ownMs = Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures++);
      untilMs = Math.max(askedUntilMs, ticksMs() + ownMs);
    },
    _succeed() {
      failures = untilMs = 0;
    },
    _endOwnWait() {
      untilMs = askedUntilMs;
    },
    _halt(reason) {
      haltReason = reason;
    },
    _resume() {
      haltReason = '';
    },
  };
}
