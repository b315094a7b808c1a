import { ownElement } from './ownElement.ts';

/** An attribute's text, also of a form whose field is called `getAttribute`. */
export function attribute(element: Element, name: string): string {
  return ownElement.getAttribute.call(element, name) || '';
}
