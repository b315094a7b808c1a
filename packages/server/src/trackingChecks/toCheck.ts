import type { TrackingCheck, TrackingCheckName, TrackingFinding } from '@onevault/contract';
import { MAX_FINDINGS } from './thresholds.ts';

interface Judged {
  from: string | null;
  to: string | null;
  counts: Record<string, number>;
  threshold: Record<string, number>;
  /** The worst first. */
  findings: TrackingFinding[];
  /** What the check says when there is nothing to find. */
  fine: string;
  /** Why nobody can tell; only without findings. */
  unknown?: string | false;
}

/** Puts what was judged into the form of the answer. */
export function toCheck(
  check: TrackingCheckName,
  { from, to, counts, threshold, findings, fine, unknown }: Judged,
): TrackingCheck {
  const [worst] = findings;
  const others = findings.length - 1;
  return {
    check,
    state: worst ? 'finding' : unknown ? 'unknown' : 'ok',
    message: worst
      ? `${worst.message}${others > 0 ? ` And ${others} ${others === 1 ? 'other' : 'others'}.` : ''}`
      : unknown || fine,
    looked_at: { from, to, counts },
    threshold,
    findings: findings.slice(0, MAX_FINDINGS),
    more: Math.max(0, findings.length - MAX_FINDINGS),
  };
}

/** `1 page view`, `3 page views`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`;
}

/** `12 %`; under one `0.4 %`. */
export function percent(part: number, whole: number): string {
  const value = whole === 0 ? 0 : (part / whole) * 100;
  return `${value < 1 ? Math.round(value * 10) / 10 : Math.round(value)} %`;
}
