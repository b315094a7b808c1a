import { expect } from 'vitest';

/** One event from `/mock/events`; `docs/pipeline.md` says how each field is derived. */
export interface StoredEvent {
  event_id: string;
  event_type: string;
  stage: string;
  page_url: string;
  page_path: string | null;
  page_title: string | null;
  session_id: string | null;
  visitor_id: string | null;
  element_id: string | null;
  item_ids: string[];
  browser_name: string | null;
  device_type: string | null;
  validation_status: string;
  validation_errors: { rule: string }[];
  quality_score: number;
  event_data: Record<string, unknown>;
}

export interface Server {
  url: string;
  customerId: string;
  token: string;
}

export interface EventReader {
  get(path: string): Promise<unknown>;
  /**
   * Every event of this customer in order of time, once there are `count` of them and all have reached a final
   * state. Fails on a time-out and if there are more. Without events that depend on how fast a robot reads
   * (`content_engagement`, `scroll_depth`).
   */
  events(count: number): Promise<StoredEvent[]>;
  /** All stored events, without waiting. */
  everything(): Promise<StoredEvent[]>;
}

/** A browser chooses when to send, so the count is read again until it matches. */
const ARRIVAL_TIMEOUT_MS = 20_000;

/** Reads the stored events over HTTP, as a person with a key would. */
export function askServer({ url, customerId, token }: Server): EventReader {
  const get = async (path: string): Promise<unknown> => {
    const headers = { 'X-Customer-ID': customerId, Authorization: `Bearer ${token}` };
    const response = await fetch(url + path, { headers });
    expect(response.status, `GET ${path}`).toBe(200);
    return response.json();
  };

  const stored = async (): Promise<StoredEvent[]> => {
    expect(await get('/api/v1/track/settled')).toMatchObject({ settled: true, pending: 0 });
    const { events } = (await get(`/mock/events?customer_id=${customerId}`)) as { events: StoredEvent[] };
    return events.sort(byTime);
  };

  const deeds = async (): Promise<StoredEvent[]> =>
    (await stored()).filter(({ event_type }) => !/^(content_engagement|scroll_depth)$/.test(event_type));

  return {
    get,
    everything: stored,
    async events(count) {
      await expect.poll(async () => (await deeds()).length, { timeout: ARRIVAL_TIMEOUT_MS }).toBe(count);
      return deeds();
    },
  };
}

/** Sorts by the page's clock, and within the same moment by `seq`: requests may overtake each other. */
function byTime(a: StoredEvent, b: StoredEvent): number {
  const [first, second] = [String(a.event_data.timestamp), String(b.event_data.timestamp)];
  if (first !== second) return first < second ? -1 : 1;
  return Number(a.event_data.seq) - Number(b.event_data.seq);
}
