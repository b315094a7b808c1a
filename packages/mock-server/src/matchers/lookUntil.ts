import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { checkFields } from '../kit/checkFields.ts';
import { formatValue } from '../kit/compare/formatValue.ts';
import type { RejectedRow } from '../kit/listRejected.ts';
import { type Subject, toSubject } from './subject.ts';

/** `this` of a matcher, as vitest, jest and Playwright give it. */
export interface MatcherState {
  readonly isNot?: boolean;
  /** Only in Playwright: the `timeout` of its `expect`. */
  readonly timeout?: number;
}

/** How long a matcher waits for events that a page has yet to send. */
export interface WaitOptions {
  /** Default 0, in Playwright the time-out of its `expect`; with `.not` always 0. */
  timeoutMs?: number;
}

/** The result of a matcher, the same in vitest, jest and Playwright. */
export interface MatchResult {
  pass: boolean;
  message(): string;
}

/** What there is at one moment, when everything accepted has settled. */
export interface Look {
  subject: Subject;
  events: StagedEvent[];
  rejected: RejectedRow[];
}

interface Verdict extends MatchResult {
  /** Whether later events cannot change `pass`. */
  isFinal: boolean;
}

interface Claim {
  state: MatcherState | undefined;
  received: unknown;
  options: WaitOptions | undefined;
  /** How to call the matcher so that it waits, for the message. */
  usage: string;
  /** Whether the matcher, without `.not`, is about events that come, and not about events that stay away. */
  isAboutPresence: boolean;
  judge(look: Look): Verdict | Promise<Verdict>;
}

const FIRST_DELAY_MS = 5;
const LONGEST_DELAY_MS = 100;
/** What an accepted event may take, even if the time is almost over. */
const MIN_SETTLE_MS = 1_000;

// The real clock and timers, taken at import: a wait must end in a test with fake timers too.
const { setTimeout } = globalThis;
const nowMs = performance.now.bind(performance);

/**
 * Looks once, or until the verdict is final or the time is over. So what has come ends the wait at once, and that
 * something stays away is known only at the end.
 */
export async function lookUntil({
  state,
  received,
  options,
  usage,
  isAboutPresence,
  judge,
}: Claim): Promise<MatchResult> {
  const isNot = state?.isNot === true;
  const subject = toSubject(received);
  const timeoutMs = readTimeout(options) ?? (isAboutPresence === isNot ? 0 : (state?.timeout ?? 0));
  const endMs = nowMs() + timeoutMs;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    const leftMs = endMs - nowMs();
    await subject.settled(timeoutMs > 0 ? { timeoutMs: Math.max(leftMs, MIN_SETTLE_MS) } : {});
    const look = { subject, events: await subject.events(), rejected: await subject.rejected() };
    const { pass, isFinal, message } = await judge(look);
    if (isFinal || leftMs <= 0) {
      const missed = isAboutPresence !== isNot ? `\n\nIf a page has yet to send it, please wait: ${usage}.` : '';
      const hint = timeoutMs > 0 ? `\n\nThe matcher waited ${timeoutMs} ms.` : missed;
      return { pass, message: () => message() + (isFinal ? '' : hint) };
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(delayMs, leftMs)));
  }
}

function readTimeout(options: WaitOptions | undefined): number | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) {
    throw new Error(`Failed to read the options: ${formatValue(options)} is none. Please give { timeoutMs: 3000 }.`);
  }
  checkFields('read the options', options, ['timeoutMs']);
  const { timeoutMs } = options;
  if (timeoutMs === undefined || (Number.isFinite(timeoutMs) && timeoutMs >= 0)) return timeoutMs;
  throw new Error(`Failed to read the options: timeoutMs is ${formatValue(timeoutMs)}. Please give milliseconds.`);
}
