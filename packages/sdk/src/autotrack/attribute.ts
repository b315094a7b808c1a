import { cut } from '../browser/cut.ts';
import { ownElement } from './ownElement.ts';

/** More than the scrubber leaves of an address, which is cut there: half of a secret is one. */
const MAX_LENGTH = 10_000;

/** An attribute's text, cut, also of a form whose field is called `getAttribute`. */
export function attribute(element: Element, name: string): string {
  return cut(ownElement.getAttribute.call(element, name) || '', MAX_LENGTH);
}
