import { toMessage } from '../browser/toMessage.ts';
import { askMock, isMock } from './askMock.ts';
import { attribute, element, say } from './element.ts';
import { texts } from './texts.ts';
import type { View } from './View.ts';
import type { WatchedTracker } from './watchTracker.ts';

interface ActiveFault {
  id: string;
  fault: string;
  customer_id?: string;
}

/** More than a mock stores of one visitor while somebody watches. */
const MAX_EVENTS = 10_000;
/** How long sending may take once the network is back. */
const FLUSH_MS = 20_000;

/**
 * Against a mock server: takes the network away, for this customer's requests only, and brings it back. Then it counts
 * by what the server has stored. Of any other server nothing is shown.
 */
export function createNetworkSwitch({ options, tracker, rows, stats }: WatchedTracker): View {
  const { apiBaseUrl, customerId } = options;
  const mock = `${apiBaseUrl}/mock`;
  /** The mock's fault while the network is away. */
  let fault: string | undefined;
  /** The first event of the time without a network has this number, or a later one. */
  let sinceKey = Number.POSITIVE_INFINITY;
  let isWorking = false;
  let isComing = false;

  const word = element('span');
  const button = element(
    'button',
    { type: 'button', role: 'switch', class: 'switch', 'aria-checked': 'true', onclick: () => void toggle() },
    texts.network.name,
    element('i', { 'aria-hidden': 'true' }),
    word,
  );
  const note = element('p', { role: 'status' }, texts.network.hint);
  const root = element('div', { class: 'network', hidden: true }, button, note);

  async function start(): Promise<void> {
    if (!(await isMock(apiBaseUrl))) return;
    try {
      const { faults } = await askMock<{ faults: ActiveFault[] }>(`${mock}/faults`);
      // An earlier page may have taken it away.
      const found = faults.find((one) => one.fault === 'offline' && one.customer_id === customerId);
      if (found) setAway(found.id);
    } catch (error) {
      say(note, texts.network.refused(toMessage(error)));
      button.hidden = true;
    }
    root.hidden = false;
    draw();
  }
  function setAway(id: string): void {
    fault = id;
    sinceKey = (rows.at(-1)?.key ?? 0) + 1;
    isComing = false;
  }
  async function toggle(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    try {
      if (fault === undefined) {
        const body = { fault: 'offline', customer_id: customerId };
        setAway((await askMock<{ fault: ActiveFault }>(`${mock}/faults`, 'POST', body)).fault.id);
      } else {
        await bringBack(fault);
        isComing = true;
        // The tracker waits longer after each attempt: it does not know that the network is back.
        void tracker.flush({ timeoutMs: FLUSH_MS });
      }
      draw();
    } catch (error) {
      say(note, texts.network.refused(toMessage(error)));
    }
    isWorking = false;
  }
  async function bringBack(id: string): Promise<void> {
    await askMock(`${mock}/faults?id=${encodeURIComponent(id)}`, 'DELETE');
    fault = undefined;
  }
  function draw(): void {
    const isAway = fault !== undefined;
    attribute(button, 'aria-checked', `${!isAway}`);
    say(word, isAway ? texts.network.off : texts.network.on);
    attribute(root, 'class', `network ${isAway || isComing ? 'away' : Number.isFinite(sinceKey) ? 'back' : ''}`);
    const { queued } = stats();
    if (isAway) say(note, texts.network.away(queued));
    else if (isComing) say(note, texts.network.coming(queued));
  }
  /** Whether each event of that time is in the mock's store. */
  async function count(): Promise<void> {
    const meant = rows.filter((row) => row.key >= sinceKey && row.event);
    const query = new URLSearchParams({ customer_id: customerId, limit: `${MAX_EVENTS}` });
    const { events } = await askMock<{ events: { event_id: string }[] }>(`${mock}/events?${query}`);
    const ids = new Set(events.map(({ event_id }) => event_id));
    const stored = meant.filter(({ id }) => ids.has(id));
    // A dropped event is no lost one: it is counted, with its reason.
    const lost = meant.filter((row) => !ids.has(row.id) && row.state !== 'dropped');
    isComing = false;
    draw();
    say(note, texts.network.back(stored.length, lost.length));
  }

  void start();
  return {
    root,
    update() {
      if (root.hidden || isWorking || (fault === undefined && !isComing)) return;
      draw();
      if (!isComing || stats().queued > 0) return;
      isWorking = true;
      void count()
        .catch((error) => say(note, texts.network.refused(toMessage(error))))
        .then(() => {
          isWorking = false;
        });
    },
    stop() {
      // Who closes the inspector would not find what has taken the network away.
      if (fault !== undefined) void bringBack(fault).catch(() => {});
    },
  };
}
