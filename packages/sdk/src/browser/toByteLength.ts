import { attempt } from './attempt.ts';

/** The length of a text in UTF-8, at most. Without a Blob, which costs a call to the browser process. */
export const toByteLength = (text: string): number =>
  // jsdom has no TextEncoder.
  attempt(() => new globalThis.TextEncoder().encode(text).length) ?? text.length * 3;
