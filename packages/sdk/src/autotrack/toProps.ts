import type { EventData } from '../events.ts';

const PREFIX = 'data-ov-prop-';

/** What markup says about an event: `data-ov-prop-list-price="9"` is `{ list_price: '9' }`. */
export function toProps(element: Element): EventData {
  const props: EventData = {};
  for (const { name, value } of element.attributes) {
    if (name.startsWith(PREFIX)) props[name.slice(PREFIX.length).replace(/-/g, '_')] = value;
  }
  return props;
}
