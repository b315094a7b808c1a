/** Most values of the 12 bits that count within one millisecond. */
const MAX_COUNT = 0xfff;

let lastMs = 0;
let count = 0;

/**
 * A UUIDv7 (RFC 9562): sorts by time, and counts up within a page even when several are made in one
 * millisecond or the clock steps back.
 */
export function createUuid(): string {
  const bytes = randomBytes(9);
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // Half of the range, so that at least 2,048 more fit into this millisecond.
    count = (bytes[8] ?? 0) << 3;
  } else if (++count > MAX_COUNT) {
    lastMs++;
    count = 0;
  }
  let hex = lastMs.toString(16).padStart(12, '0') + (0x7000 + count).toString(16);
  bytes.forEach((byte, index) => {
    // The variant: the two high bits are 10.
    if (index < 8) hex += (0x100 + (index ? byte : (byte & 0x3f) | 0x80)).toString(16).slice(1);
  });
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  try {
    // Unlike randomUUID, this also exists on plain http pages.
    return crypto.getRandomValues(bytes);
  } catch {
    return bytes.map(() => Math.random() * 256);
  }
}
