import { decode } from './decode.ts';

/** The names and values of a query or of cookies. */
export function readPairs(text: string, separator: string): [name: string, value: string][] {
  return text.split(separator).map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [decode(name), decode(value.join('='))];
  });
}
