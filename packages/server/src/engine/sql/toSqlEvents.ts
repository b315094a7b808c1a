import type { RawEvent } from '../port.ts';

/** The arguments of `api.store_events`. Fields shared by the events of a request are a third of the data: sent once. */
export function toSqlEvents(events: RawEvent[], process: boolean): [string, boolean, string] {
  const origins: RawEvent[] = [];
  const listed = events.map((event) => {
    const last = origins.at(-1);
    if (last === undefined || !hasOrigin(event, last)) origins.push(event);
    return { event_id: event.eventId, payload: event.payload, origin: origins.length - 1 };
  });
  return [JSON.stringify(listed), process, JSON.stringify(origins.map(toSqlOrigin), leaveOutEmpty)];
}

function hasOrigin({ clientIpHash, userAgent, enrichment }: RawEvent, of: RawEvent): boolean {
  return clientIpHash === of.clientIpHash && userAgent === of.userAgent && enrichment === of.enrichment;
}

function toSqlOrigin({ clientIpHash, userAgent, enrichment }: RawEvent): object {
  return { client_ip_hash: clientIpHash, user_agent: userAgent, enrichment };
}

/** Leaves out null and false: every raw row stores an enrichment. */
function leaveOutEmpty(_key: string, value: unknown): unknown {
  return value === null || value === false ? undefined : value;
}
