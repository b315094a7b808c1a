import { attempt } from './attempt.ts';

/** Decodes percent-encoding; a text that is not well encoded stays as it is. */
export function decode(text: string): string {
  return attempt(() => decodeURIComponent(text)) ?? text;
}
