import type { Enrichment, RawEvent } from '../port.ts';

/** Arguments of `api.store_events`. What events of a request have in common is a third of them, and said once. */
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

/** Short, and nothing that is null or false: it stands in every raw row. */
function toSqlEnrichment({ browser_name, browser_version, operating_system, device_type, bot }: Enrichment): object {
  return {
    browser: browser_name ?? undefined,
    version: browser_version ?? undefined,
    os: operating_system ?? undefined,
    device: device_type ?? undefined,
    bot: bot || undefined,
  };
}
