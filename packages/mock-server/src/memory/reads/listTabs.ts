/** The ledger of page loads: docs/reading.md. */
import type { LedgerTab } from '@onevault/contract';
import { toSessionKey } from '../business/businessKeys.ts';
import type { RunningTotals, TabRow } from './runningTotals.ts';

const MAX_TABS = 1_000;

/** The page loads of a session, or one page load; latest arrival first. */
export function listTabs({ tabs }: RunningTotals, of: { sessionId: string } | { tabId: string }): LedgerTab[] {
  const rows = [...tabs.values()];
  const wanted = new Set(
    'tabId' in of
      ? [of.tabId]
      : rows.filter(({ session }) => session === toSessionKey(of.sessionId)).map(({ tabId }) => tabId),
  );
  return [...wanted]
    .flatMap((tabId) => {
      const parts = rows.filter((row) => row.tabId === tabId);
      return parts.length === 0 ? [] : [toLedgerTab(tabId, parts)];
    })
    .sort((a, b) => (a.last_received_at > b.last_received_at ? -1 : 1))
    .slice(0, MAX_TABS);
}

function toLedgerTab(tabId: string, parts: TabRow[]): LedgerTab {
  const inOrder = [...parts].sort((a, b) => (a.firstAt < b.firstAt ? -1 : 1));
  const latestFirst = [...parts].sort((a, b) => (a.lastAt > b.lastAt ? -1 : 1));
  const events = parts.reduce((sum, part) => sum + part.events, 0);
  const lastSeq = Math.max(...parts.map((part) => part.lastSeq));
  return {
    tab_id: tabId,
    sessions: inOrder.flatMap(({ session }) => (session === null ? [] : [session])),
    events,
    first_seq: Math.min(...parts.map((part) => part.firstSeq)),
    last_seq: lastSeq,
    gaps: Math.max(0, lastSeq + 1 - events),
    first_received_at: inOrder[0]?.firstAt ?? '',
    last_received_at: latestFirst[0]?.lastAt ?? '',
    skew_ms: latestFirst.find(({ skewMs }) => skewMs !== null)?.skewMs ?? null,
  };
}
