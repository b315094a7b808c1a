import { ROUTES, type TrackBody } from '@onevault/contract';

/** A command that sends the event again, under a new id. The key is the reader's to fill in. */
export function toCurl(event: Required<Omit<TrackBody, 'event_id'>>, customerId: string, origin: string): string {
  return [
    `curl ${quote(`${origin}${ROUTES.track}`)}`,
    `-H ${quote(`X-Customer-ID: ${customerId}`)}`,
    '-H "Authorization: Bearer $ONEVAULT_KEY"',
    `-H 'Content-Type: application/json'`,
    `-d ${quote(JSON.stringify(event))}`,
  ].join(' \\\n  ');
}

/** For a POSIX shell, which reads nothing between single quotes. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
