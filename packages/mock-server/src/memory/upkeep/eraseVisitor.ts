/** Removes a person: docs/reading.md, Erasing a person. */
import type { Erasure } from '@onevault/server/internal/engine/port';
import { toPageKey, toSessionKey, toVisitorKey } from '../business/businessKeys.ts';
import type { EventRecord, TenantState } from '../createTenantState.ts';
import { addTab, countLoaded } from '../reads/runningTotals.ts';
import { readContextId } from '../staging/readContext.ts';
import { removeEvents } from './removeEvents.ts';

export function eraseVisitor(state: TenantState, visitorId: string): Erasure {
  const visitorKey = toVisitorKey(visitorId);
  const alone = sessionsOfOnly(state, visitorKey);
  const gone = new Set(
    state.order.filter((record) => {
      const named = keysOf(record);
      return named.visitor === visitorKey || (named.session !== null && alone.has(named.session));
    }),
  );
  for (const record of gone) {
    const { stage, staged } = record;
    state.counts[stage] -= 1;
    if (staged !== null && stage !== 'rejected') state.counts.staged -= 1;
    if (stage === 'business') countLoaded(state.totals, record, -1);
  }
  removeEvents(state, gone);
  rewriteLedger(state, gone, alone);

  state.hubs.visitor.delete(visitorKey);
  for (const session of alone) {
    state.hubs.session.delete(session);
    state.openSessions.delete(session);
  }
  for (const { raw } of gone) state.hubs.event.delete(raw.eventId);
  forgetUnseenPages(state, gone);
  return { events: gone.size, rows: gone.size === 0 ? {} : { events: gone.size } };
}

export function visitorTraces({ order, hubs }: TenantState, visitorId: string): Record<string, number> {
  const visitorKey = toVisitorKey(visitorId);
  const events = order.filter((record) => keysOf(record).visitor === visitorKey).length;
  return { ...(events > 0 && { events }), ...(hubs.visitor.has(visitorKey) && { visitors: 1 }) };
}

/** Sessions of loaded events that name this visitor and no other. */
function sessionsOfOnly({ order }: TenantState, visitorKey: string): Set<string> {
  const visitors = new Map<string, Set<string>>();
  for (const record of order) {
    const { session, visitor } = keysOf(record);
    if (record.stage !== 'business' || session === null || visitor === null) continue;
    visitors.set(session, (visitors.get(session) ?? new Set()).add(visitor));
  }
  return new Set([...visitors].flatMap(([session, of]) => (of.size === 1 && of.has(visitorKey) ? [session] : [])));
}

/** Page loads of erased sessions go; those of sessions that others share are counted anew from what is left. */
function rewriteLedger({ order, totals }: TenantState, gone: ReadonlySet<EventRecord>, alone: Set<string>): void {
  const touched = new Set([...gone].map((record) => keysOf(record).session));
  const goneTabs = new Set([...gone].map(({ raw }) => raw.payload.event_data?.tab_id));
  for (const [key, { tabId, session }] of totals.tabs) {
    if (session === null ? goneTabs.has(tabId) : touched.has(session)) totals.tabs.delete(key);
  }
  for (const record of order) {
    const { session } = keysOf(record);
    if (record.stage === 'business' && session !== null && touched.has(session) && !alone.has(session)) {
      addTab(totals, record);
    }
  }
}

/** Whom an event names, staged or not. */
function keysOf({ raw, staged }: EventRecord): { session: string | null; visitor: string | null } {
  const session = staged ? staged.session_id : readContextId(raw.payload.event_data?.session_id);
  const visitor = staged ? staged.visitor_id : readContextId(raw.payload.event_data?.visitor_id);
  return {
    session: session === null ? null : toSessionKey(session),
    visitor: visitor === null ? null : toVisitorKey(visitor),
  };
}

/** An address may name a person too. Where retention has taken events nobody knows who else has seen a page. */
function forgetUnseenPages({ hubs, order, tombstones }: TenantState, gone: ReadonlySet<EventRecord>): void {
  if (tombstones.size > gone.size) return;
  const pageOf = ({ stage, staged }: EventRecord) =>
    stage === 'business' && staged !== null ? toPageKey(staged) : null;
  const seen = new Set(order.map(pageOf));
  for (const record of gone) {
    const page = pageOf(record);
    if (page !== null && !seen.has(page)) hubs.page.delete(page);
  }
}
