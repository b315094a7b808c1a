import type { MockServer } from '../../../../../examples/shared/mockServer.ts';

/** One event as it is stored. */
export interface Stored {
  event_type: string;
  page_url: string;
  event_data: Record<string, unknown>;
  user_id: string | null;
  item_ids: string[];
}

const TIMED = /^(content_engagement|scroll_depth)$/;

/** A customer's events in the order of the page, without what depends on how fast a robot reads. */
export async function readStored(server: MockServer, customerId: string): Promise<Stored[]> {
  const events = (await server.engine.stagedEvents(customerId, { limit: 1_000 })) as unknown as Stored[];
  return events
    .filter(({ event_type }) => !TIMED.test(event_type))
    .sort(
      (a, b) =>
        String(a.event_data.timestamp).localeCompare(String(b.event_data.timestamp)) ||
        Number(a.event_data.seq) - Number(b.event_data.seq),
    );
}

/** The same in short: the type, and what it is about. */
export function toStory(events: Stored[]): string[] {
  return events.map(({ event_type, page_url, event_data: data }) =>
    [
      event_type,
      event_type === 'page_view' ? `${data.title} ${new URL(page_url).pathname}` : '',
      data.element_id ?? data.form_id ?? data.item_id,
      data.action === 'click' ? '' : data.action,
    ]
      .filter(Boolean)
      .join(' '),
  );
}
