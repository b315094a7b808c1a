/** Business: files a staged event under its hubs, each business key of a tenant once. */
import type { Hubs } from '../createTenantState.ts';
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

/** The first event that brings a key keeps it: a hub row is never changed. */
function file(hub: Map<string, string>, businessKey: string, event: StagedRow): void {
  if (!hub.has(businessKey)) hub.set(businessKey, event.event_id);
}
