/** Times as a field of the type `datetime-local` has them, `2026-11-30T10:15`, in a time zone that is not the browser's. */

const MINUTE_MS = 60_000;

export function toZonedTime(ms: number, timezone: string): string {
  // Swedish dates are ISO 8601.
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' }).format(
    ms,
  );
  return text.replace(' ', 'T');
}

/** Null for a text that is no time. A time that a clock change leaves out is taken as the one an hour later. */
export function fromZonedTime(text: string, timezone: string): string | null {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  let ms = asUtc;
  // The first guess may lie on the other side of a clock change.
  for (let turn = 0; turn < 2; turn += 1) ms = asUtc - offsetAt(ms, timezone);
  return new Date(ms).toISOString();
}

/** How much the zone's clocks are ahead of UTC. */
function offsetAt(ms: number, timezone: string): number {
  const minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${toZonedTime(minute, timezone)}Z`) - minute;
}
