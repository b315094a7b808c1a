import type { EventData } from '../events.ts';
import { attribute } from './attribute.ts';
import { ownElement } from './ownElement.ts';

const PREFIX = 'data-ov-prop-';

/** Properties of an event in markup: `data-ov-prop-list-price="9"` is `{ list_price: '9' }`. */
export function toProps(element: Element): EventData {
  const props: EventData = {};
  // Not `attributes`, which a form's field can hide.
  for (const name of ownElement.getAttributeNames.call(element)) {
    if (name.startsWith(PREFIX)) props[name.slice(PREFIX.length).replace(/-/g, '_')] = attribute(element, name);
  }
  return props;
}
