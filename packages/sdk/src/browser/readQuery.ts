import { readPairs } from './readPairs.ts';

/** The parameters of an address. Not by `URLSearchParams`, whose name a page may have taken for its own. */
export function readQuery(url: string): [name: string, value: string][] {
  const [, query = ''] = /\?([^#]*)/.exec(url) || [];
  return readPairs(query.replace(/\+/g, ' '), '&');
}
