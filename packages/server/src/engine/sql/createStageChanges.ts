import { MAX_RESUME_AGE_MS, type StreamEvent } from '@onevault/contract';
import type { ChangeMark, StageChanges } from '../port.ts';
import type { Statements } from './createStatements.ts';

/** The time of the change and the event's id, or no id: before all changes of that time. */
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([A-Za-z0-9_-]*)$/;

interface SqlPage {
  mark: ChangeMark;
  changes: { at: string; page: string | null; row: StreamEvent }[];
  next: { at: string; id: string } | null;
  is_set_back: boolean;
}

/** Implements `StageChanges` with SQL: each call is one statement. */
export function createStageChanges({ one }: Statements): StageChanges {
  return {
    async stageChanges(customerId, { after, marks, limit }) {
      const [, at = null, id = null] = PLACE.exec(after ?? '') ?? [];
      const { page } = await one(
        'select read.stage_changes(auth.enter_customer($1), $2::timestamptz, $3, $4::jsonb, $5) as page',
        [customerId, at, id, JSON.stringify(marks), limit],
      );
      const { mark, changes, next, is_set_back: isSetBack } = page as SqlPage;
      return {
        mark,
        changes: changes.map((change) => ({
          place: `${change.at} ${change.row.event_id}`,
          event: change.row,
          page: change.page,
        })),
        next: next && `${next.at} ${next.id}`,
        ...(isSetBack && { isSetBack }),
      };
    },

    checkPlace(place) {
      const [, at = ''] = PLACE.exec(place) ?? [];
      const ms = Date.parse(at);
      if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== at.slice(0, 19)) return 'malformed';
      return ms < Date.now() - MAX_RESUME_AGE_MS ? 'expired' : 'valid';
    },
  };
}
