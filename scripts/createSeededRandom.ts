export interface SeededRandom {
  /** A number from 0 to 1, 1 excluded: replaces `Math.random()`. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** A version 4 UUID: replaces `crypto.randomUUID()`. */
  uuid(): string;
  /** Fills an array with bytes: replaces `crypto.getRandomValues()`. */
  fill<T extends Uint8Array>(bytes: T): T;
}

/**
 * Random values for tests, the same in every run. With real randomness an assertion may fail once in a thousand runs;
 * with these it fails always, while it is written, or never.
 *
 * To use them in the code under test too:
 *
 *     const random = createSeededRandom(1);
 *     vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => random.fill(bytes as never));
 */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  /** Mulberry32. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const fill = <T extends Uint8Array>(bytes: T): T => {
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = integer(0, 255);
    return bytes;
  };
  const uuid = () => {
    const bytes = fill(new Uint8Array(16));
    bytes[6] = (Number(bytes[6]) & 0x0f) | 0x40;
    bytes[8] = (Number(bytes[8]) & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };
  return { next, integer, uuid, fill };
}
