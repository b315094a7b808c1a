import type { ExportedEvent } from '../../engine/port.ts';
import { toExportCursor } from './exportCursor.ts';

/** One line of an export. Parts that are JSON already are copied: parsing them would round long numbers. */
export function toNdjson(event: ExportedEvent): string {
  const fields: [name: string, json: string][] = [
    ['event_id', JSON.stringify(event.eventId)],
    ['received_at', JSON.stringify(event.receivedAt)],
    ['event_type', JSON.stringify(event.eventType)],
    ['page_url', JSON.stringify(event.pageUrl)],
    ['stage', JSON.stringify(event.stage)],
    ['reason', event.reason ?? 'null'],
    ['user_agent', JSON.stringify(event.userAgent)],
    ['staged', event.staged ?? 'null'],
    ['event_data', event.eventData],
    ['cursor', JSON.stringify(toExportCursor(event))],
  ];
  return `{${fields.map(([name, json]) => `"${name}":${json}`).join(',')}}\n`;
}
