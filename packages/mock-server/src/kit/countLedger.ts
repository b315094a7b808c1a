/** The journal of a customer's events: what was sent, and what became of it. All are counts of different events. */
export interface Ledger {
  /** Events that clients sent as far as it can be known: what arrived, and what a gap in a page's own count shows. */
  sent: number;
  /** Events that reached the server, refused ones too. */
  received: number;
  /** Of these, those that are stored: each once. */
  stored: number;
  /** Arrivals of an event that was there already: nothing changed. */
  duplicated: number;
  /** Refused, rejected or set aside. */
  rejected: number;
  /** Sent, and neither stored nor refused. */
  lost: number;
}

/** One event as it arrived. */
export interface Arrival {
  eventId: string;
  tabId: string | null;
  seq: number | null;
  duplicate: boolean;
  refused: boolean;
}

/**
 * Counts what arrived. Each page numbers its events (`tab_id`, `seq`), so what is missing between them was lost;
 * of what a page sent last only `sentIds` knows, seen where it was sent from.
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
  // The same event may be missing in both.
  const lost = Math.max(missing, unseen);
  return { sent: ids.size + lost, received: ids.size, stored, duplicated, rejected: rejected + refused, lost };
}
