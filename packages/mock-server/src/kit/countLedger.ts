/** How many of a customer's events were sent, arrived, were stored or were lost. Each event counts once. */
export interface Ledger {
  /** Events that clients sent, as far as known: those that arrived, and the gaps in each page's `seq`. */
  sent: number;
  /** Events that reached the server, including refused ones. */
  received: number;
  /** Stored events. */
  stored: number;
  /** Repeated arrivals of stored events. */
  duplicated: number;
  /** Refused, rejected or set aside. */
  rejected: number;
  /** Sent, and neither stored nor refused. */
  lost: number;
}

/** One arrival of an event. */
export interface Arrival {
  eventId: string;
  tabId: string | null;
  seq: number | null;
  duplicate: boolean;
  refused: boolean;
}

/**
 * Counts arrivals. Each page numbers its events (`tab_id`, `seq`), so a gap means lost events. Losses at the end of a
 * page show only in `sentIds`, collected where the page sent them.
 */
export function countLedger(arrivals: readonly Arrival[], rejected: number, sentIds: Iterable<string> = []): Ledger {
  const ids = new Set<string>();
  const tabs = new Map<string, Set<number>>();
  let [stored, duplicated, refused] = [0, 0, 0];
  for (const { eventId, tabId, seq, duplicate, refused: isRefused } of arrivals) {
    ids.add(eventId);
    if (isRefused) refused += 1;
    else if (duplicate) duplicated += 1;
    else stored += 1;
    if (tabId !== null && seq !== null) tabs.set(tabId, (tabs.get(tabId) ?? new Set()).add(seq));
  }
  let missing = 0;
  for (const seen of tabs.values()) missing += Math.max(...seen) + 1 - seen.size;
  const unseen = new Set([...sentIds].filter((id) => !ids.has(id))).size;
  // Both may count the same event.
  const lost = Math.max(missing, unseen);
  return { sent: ids.size + lost, received: ids.size, stored, duplicated, rejected: rejected + refused, lost };
}
