import type { ChangeMark, ChangePage, Engine, StageChange } from '../../engine/port.ts';
import type { Changes } from '../changes.ts';
import type { ToId } from './lastEventId.ts';

/** One change, as it is sent: the text is made once for all clients. */
export interface Message {
  place: string;
  change: StageChange;
  text: string;
}

export interface HubOptions {
  engine: Pick<Engine, 'stageChanges'>;
  customerId: string;
  toId: ToId;
  changes: Changes;
  /** Limits how many hubs and clients read at the same time. */
  inTurn<T>(read: () => Promise<T>): Promise<T>;
}

/** Follows one customer's changes for all its streams, and keeps the latest messages. */
export interface Hub {
  /** Up to here everything is known; null until the first border. */
  place(): string | null;
  /** Counts how often the database's clock was set back: then every client goes on from `place`. */
  setBacks(): number;
  /** The kept messages after a place, at most about `MAX_TEXT`; null if some of them are not kept any more. */
  after(place: string): Message[] | null;
  /** Reads from the database what is not kept any more. */
  read(after: string): Promise<{ messages: Message[]; next: string | null }>;
  /** Resolves when something is new, the time is over, or the signal is aborted. */
  next(maxMs: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/** How many changes a read is for. A busy site has 1,000 events/s, and the hub reads at least ten times a second. */
const HUB_LIMIT = 500;
const CLIENT_LIMIT = 200;
/** What a hub keeps: a second of a busy site. A client that is slower reads from the database itself. */
const MAX_KEPT_TEXT = 1_048_576;
const MAX_KEPT = 5_000;
/** What a client gets at once. */
const MAX_TEXT = 65_536;
const BUSY_MS = 40;
const LONGEST_IDLE_MS = 200;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 2_000;
/** Marks wait for the same open transactions mostly, so a few are enough. */
const MAX_MARKS = 16;

// The real timers, taken at import: see changes.ts.
const { setTimeout, clearTimeout } = globalThis;

export function createHub({ engine, customerId, toId, changes, inTurn }: HubOptions): Hub {
  const kept: Message[] = [];
  const waiting = new Set<() => void>();
  let keptText = 0;
  let keptFrom: string | null = null;
  let place: string | null = null;
  let marks: ChangeMark[] = [];
  let setBacks = 0;
  // What was told before the clock was set back, and need not be told again.
  let told = new Set<string>();
  let isStopped = false;

  async function follow(): Promise<void> {
    let delayMs = BUSY_MS;
    let failures = 0;
    while (!isStopped) {
      const seen = changes.count(customerId);
      try {
        const page = await inTurn(() => engine.stageChanges(customerId, { after: place, marks, limit: HUB_LIMIT }));
        failures = 0;
        const before = place;
        take(page);
        // A full page: there is more.
        if (page.changes.length >= HUB_LIMIT) continue;
        const isQuiet = page.changes.length === 0 && page.mark.open.length === 0 && before !== null;
        delayMs = isQuiet ? Math.min(delayMs * 2, LONGEST_IDLE_MS) : BUSY_MS;
      } catch {
        // The engine's outages are logged elsewhere. Nothing is lost: the next read goes on from here.
        delayMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
        failures += 1;
      }
      if (!isStopped) await changes.next(customerId, seen, delayMs);
    }
  }

  function take({ changes: found, next, mark, isSetBack }: ChangePage): void {
    if (isSetBack) {
      told = new Set(kept.map((message) => message.place));
      drop(kept.length);
      marks = [];
      setBacks += 1;
      keptFrom = next;
    }
    place = next ?? place;
    keptFrom ??= place;
    marks = [...marks.filter(({ at }) => place === null || at > place), mark];
    // The first ends first; of the others the latest say most.
    if (marks.length > MAX_MARKS) marks.splice(1, marks.length - MAX_MARKS);
    for (const message of found.map(toMessage)) {
      if (told.has(message.place)) continue;
      kept.push(message);
      keptText += message.text.length;
    }
    let tooMany = 0;
    for (let text = keptText; text > MAX_KEPT_TEXT || kept.length - tooMany > MAX_KEPT; tooMany += 1) {
      text -= kept[tooMany]?.text.length ?? 0;
    }
    if (tooMany > 0) {
      keptFrom = kept[tooMany - 1]?.place ?? keptFrom;
      drop(tooMany);
    }
    for (const goOn of waiting) goOn();
  }

  function drop(count: number): void {
    for (const { text } of kept.splice(0, count)) keptText -= text.length;
  }

  const toMessage = (change: StageChange): Message => ({
    place: change.place,
    change,
    text: `id: ${toId(change.place)}\nevent: track\ndata: ${JSON.stringify(change.event)}\n\n`,
  });

  void follow();

  return {
    place: () => place,
    setBacks: () => setBacks,

    after(from) {
      if (keptFrom === null || from < keptFrom) return null;
      let low = 0;
      for (let high = kept.length; low < high; ) {
        const middle = (low + high) >> 1;
        if ((kept[middle]?.place ?? '') > from) high = middle;
        else low = middle + 1;
      }
      let end = low;
      for (let text = 0; end < kept.length && text < MAX_TEXT; end += 1) text += kept[end]?.text.length ?? 0;
      return kept.slice(low, end);
    },

    async read(after) {
      // What the hub has passed is certain.
      const border = place === null ? [] : [{ at: place.split(' ', 1)[0] ?? '', open: [] }];
      const page = await inTurn(() => engine.stageChanges(customerId, { after, marks: border, limit: CLIENT_LIMIT }));
      return { messages: page.changes.map(toMessage), next: page.next };
    },

    next(maxMs, signal) {
      return new Promise((resolve) => {
        const goOn = () => {
          clearTimeout(timer);
          waiting.delete(goOn);
          signal.removeEventListener('abort', goOn);
          resolve();
        };
        const timer = setTimeout(goOn, maxMs);
        waiting.add(goOn);
        signal.addEventListener('abort', goOn);
        if (signal.aborted) goOn();
      });
    },

    stop() {
      isStopped = true;
    },
  };
}
