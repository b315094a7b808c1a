import { attempt } from './attempt.ts';

/** The parts of an absolute address; where the page has taken the name `URL`, as of a link. */
export function toUrl(href: string): URL {
  const url = attempt(() => new globalThis.URL(href));
  return url?.href ? url : (Object.assign(document.createElement('a'), { href }) as unknown as URL);
}
