import { decode } from './decode.ts';

/** The parameters of an address. Not by `URLSearchParams`, whose name a page may have taken for its own. */
export function readQuery(url: string): [name: string, value: string][] {
  const [, query = ''] = /\?([^#]*)/.exec(url) || [];
  return query.split('&').map((pair) => {
    const [name = '', ...value] = pair.replace(/\+/g, ' ').split('=');
    return [decode(name), decode(value.join('='))];
  });
}
