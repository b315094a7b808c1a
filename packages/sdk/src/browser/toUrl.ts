import { attempt } from './attempt.ts';

/** The parts of an address; of one that `URL` refuses (relative, or no address), or where the page has taken that name, as of a link. */
export function toUrl(href: string): URL {
  const url = attempt(() => new globalThis.URL(href));
  return url?.href ? url : (Object.assign(document.createElement('a'), { href }) as unknown as URL);
}
