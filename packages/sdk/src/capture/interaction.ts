import type { Draft, EventData } from '../events.ts';
import { toDraft } from './toDraft.ts';

export function interaction(elementType: string, elementId: string, action: string, extra?: EventData): Draft {
  return toDraft('user_interaction', {
    element_type: elementType,
    element_id: elementId,
    action,
    ...extra,
  });
}
