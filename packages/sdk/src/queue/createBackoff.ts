import { ticksMs } from '../browser/ticksMs.ts';

/** Pauses between attempts and their reason: after failures, for Retry-After, and while sending is halted. */
export interface Backoff {
  /** The number of failures in a row. */
  _failures(): number;
  /** Such as `HTTP 401: Unauthorized` or `Paused`. */
  _reason(): string;
  /** Send nothing now. */
  _isWaiting(): boolean;
  /** Send nothing until `_resume`. */
  _isHalted(): boolean;
  /** Starts a wait after a failure. */
  _remainingMs(): number;
  _fail(error: string, retryAfterMs?: number): void;
  _succeed(): void;
  /** Ends the wait for an unreachable server; a Retry-After of the server stays. */
  _endOwnWait(): void;
  /** Halts sending until `_resume`. */
  _halt(reason: string): void;
  _resume(): void;
}

const FIRST_MS = 1_000;
/** Long enough to protect a failing server, short enough for a visitor who stays. */
const LONGEST_MS = 60_000;
/** The longest Retry-After that we follow. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Exponential with full jitter, so that visitors do not return in step. */
export function createBackoff(): Backoff {
  let failures = 0;
  let lastError = '';
  let haltReason = '';
  let untilMs = 0;
  /** The end of Retry-After. */
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
