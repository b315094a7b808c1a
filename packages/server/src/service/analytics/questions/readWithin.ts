import type { FunnelWithin } from '../../../engine/port.ts';
import { parseDurationMs } from '../../../parseDurationMs.ts';
import { refuseQuery } from '../../readQuery.ts';

const MAX_WITHIN_MS = 366 * 86_400_000;

/** Whose steps make a funnel. Throws a `Refusal` (422). */
export function readWithin(text: string): FunnelWithin {
  if (text === 'session' || text === 'visitor') return text;
  const ms = text.length > 40 ? undefined : parseDurationMs(text);
  if (ms === undefined || ms === 0 || ms > MAX_WITHIN_MS) {
    throw refuseQuery(
      'within',
      'Input should be session, visitor, or a time up to 366 days, such as 30m',
      'value_error',
    );
  }
  return { seconds: ms / 1000 };
}
