import { attempt } from './attempt.ts';

/** Values of the 12-bit counter. */
const COUNTS = 0x1000;
/** Random numbers are drawn for this many ids at once: one draw costs as much as the rest of an event. */
const POOLED = 64;

let pool: Uint32Array;
let lastMs = 0;
let count = 0;

/**
 * A UUIDv7 (RFC 9562, 6.2 method 1): sorts by time, and within a page by creation, even if several are made in one
 * millisecond or the clock goes back.
 */
export function createUuid(): string {
  const at = count % POOLED;
  if (!at) pool = drawRandom(2 * POOLED);
  // When the counter restarts, the time must advance.
  lastMs = Math.max(count ? lastMs : lastMs + 1, Date.now());
  // Time, version 7 and the counter, then random bits behind the variant's 10.
  const hex =
    toHex(lastMs, 48) +
    toHex(0x7000 + count, 16) +
    toHex(0x80000000 + ((pool[at] as number) >>> 2), 32) +
    toHex(pool[at + POOLED] as number, 32);
  count = (count + 1) % COUNTS;
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function drawRandom(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  return (
    // Unlike randomUUID this also exists on plain http pages.
    attempt(() => globalThis.crypto.getRandomValues(numbers)) ||
    // Missing, or broken by the page: an id that could be guessed is better than no event.
    numbers.map(() => Math.random() * 2 ** 32)
  );
}

/** Keeps leading zeros. */
function toHex(value: number, bits: number): string {
  return (2 ** bits + value).toString(16).slice(1);
}
