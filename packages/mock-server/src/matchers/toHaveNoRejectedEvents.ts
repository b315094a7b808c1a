import type { RejectedRow } from '../kit/listRejected.ts';
import { lookUntil, type MatcherState, type MatchResult, type WaitOptions } from './lookUntil.ts';

const MAX_LISTED = 10;

/** No event was refused, rejected or set aside. */
export async function toHaveNoRejectedEvents(
  this: MatcherState | undefined,
  received: unknown,
  options?: WaitOptions,
): Promise<MatchResult> {
  return lookUntil({
    state: this,
    received,
    options,
    usage: 'toHaveNoRejectedEvents({ timeoutMs: 3000 })',
    isAboutPresence: false,
    judge({ subject, rejected }) {
      const { length } = rejected;
      return {
        pass: length === 0,
        isFinal: length > 0,
        message: () =>
          length === 0
            ? `Failed to see a rejected event: customer "${subject.customerId}" has none. Please send one that is not valid.`
            : `Failed to see no rejected event: customer "${subject.customerId}" has ${length}. Please correct ${length === 1 ? 'it' : 'them'}:\n\n${listRejected(rejected)}`,
      };
    },
  });
}

function listRejected(rows: readonly RejectedRow[]): string {
  const lines = rows.slice(0, MAX_LISTED).map(({ event_type: type, page_url: url, stage, reason }, i) => {
    const place = reason.pointer === '' ? '' : `${reason.pointer}: `;
    return `  ${i + 1}. ${type ?? '(no event_type)'}${url ? ` on ${url}` : ''}\n       ${stage}: ${place}${reason.message} (${reason.rule})`;
  });
  return [...lines, ...(rows.length > MAX_LISTED ? [`  … and ${rows.length - MAX_LISTED} more`] : [])].join('\n');
}
