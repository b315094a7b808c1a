import type { Enrichment, RawEvent } from '../port.ts';

/** The arguments of `api.store_events`. Fields shared by the events of a request are a third of the data: sent once. */
export function toSqlEvents(events: RawEvent[], process: boolean): [string, boolean, string] {
  const origins: RawEvent[] = [];
  const listed = events.map((event) => {
    const last = origins.at(-1);
    if (last === undefined || !hasOrigin(event, last)) origins.push(event);
    return { event_id: event.eventId, payload: event.payload, origin: origins.length - 1 };
  });
  return [JSON.stringify(listed), process, JSON.stringify(origins.map(toSqlOrigin))];
}

function hasOrigin({ clientIpHash, userAgent, enrichment }: RawEvent, of: RawEvent): boolean {
  return clientIpHash === of.clientIpHash && userAgent === of.userAgent && enrichment === of.enrichment;
}

function toSqlOrigin({ clientIpHash, userAgent, enrichment }: RawEvent): object {
  return { client_ip_hash: clientIpHash, user_agent: userAgent, enrichment: enrichment && toSqlEnrichment(enrichment) };
}

/** Short names, without nulls and false: every raw row stores it. */
function toSqlEnrichment({ browser_name, browser_version, operating_system, device_type, bot }: Enrichment): object {
  return {
    browser: browser_name ?? undefined,
    version: browser_version ?? undefined,
    os: operating_system ?? undefined,
    device: device_type ?? undefined,
    bot: bot || undefined,
  };
}
