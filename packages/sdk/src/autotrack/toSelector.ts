import { attribute } from './attribute.ts';

/** Parts with digits are made by a build or a framework and differ tomorrow. */
const STABLE = /^[a-z_-]+$/i;
const MAX_PARTS = 5;

/** Where an element stands: at most five of `tag#id` or `tag.class`, innermost last, from the nearest stable id on. */
export function toSelector(path: Element[]): string {
  const parts: string[] = [];
  for (const element of path) {
    if (parts.length >= MAX_PARTS || !element.localName) break;
    const id = attribute(element, 'id');
    const name = attribute(element, 'class')
      .split(/\s+/)
      .find((one) => STABLE.test(one));
    const isStable = STABLE.test(id);
    parts.unshift(element.localName + (isStable ? `#${id}` : name ? `.${name}` : ''));
    if (isStable) break;
  }
  return parts.join('>');
}
