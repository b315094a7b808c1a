import { attempt } from './attempt.ts';

/** `decodeURIComponent` that leaves a text as it is if it cannot be decoded. */
export function decode(text: string): string {
  return attempt(() => decodeURIComponent(text)) ?? text;
}
