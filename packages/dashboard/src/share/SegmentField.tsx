import { SAVED_ROUTES, type SegmentsReply } from '@onevault/contract';
import { useAsk } from '../parts/useAsk.ts';
import { shareTexts } from './texts.ts';

/** What a share key shows: everything, or a saved segment. The field is named `segment`; empty is everything. */
export function SegmentField() {
  const { reply } = useAsk<SegmentsReply>(SAVED_ROUTES.segments);
  return (
    <label class="field">
      <span>{shareTexts.segment}</span>
      <select class="input" name="segment">
        <option value="">{shareTexts.everything}</option>
        {reply?.segments.map(({ segment_id, name }) => (
          <option key={segment_id} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
