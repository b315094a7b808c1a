import { readFilter } from './filter.ts';
import { formatValue } from './numbers.ts';
import { texts } from './texts.ts';

/** `Country is Germany or Austria` */
export function sayFilter(text: string): string {
  const filter = readFilter(text);
  if (!filter) return text;
  const { dimension, operator, values } = filter;
  return `${texts.dimensionOf(dimension)} ${texts.operators[operator]} ${values.map((value) => formatValue(dimension, value)).join(texts.or)}`;
}
