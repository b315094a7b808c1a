/** Business: adds a staged event to its hubs, each business key of a customer once. */
import type { Hubs } from '../createCustomerState.ts';
import type { StagedRow } from '../eventRecord.ts';
import { toPageKey, toSessionKey, toVisitorKey } from './businessKeys.ts';

export function loadEvent(hubs: Hubs, event: StagedRow): void {
  file(hubs.event, event.event_id, event);
  if (event.session_id !== null) file(hubs.session, toSessionKey(event.session_id), event);
  if (event.visitor_id !== null) file(hubs.visitor, toVisitorKey(event.visitor_id), event);
  const pageKey = toPageKey(event);
  if (pageKey !== null) file(hubs.page, pageKey, event);
  for (const itemId of event.item_ids) file(hubs.item, itemId, event);
}

/** The first event with a key keeps it: a hub row never changes. */
function file(hub: Map<string, string>, businessKey: string, event: StagedRow): void {
  if (!hub.has(businessKey)) hub.set(businessKey, event.event_id);
}
