import { attribute } from '../autotrack/attribute.ts';
import { isMatch } from '../autotrack/isMatch.ts';
import { toProps } from '../autotrack/toProps.ts';
import { toSelector } from '../autotrack/toSelector.ts';
import { PRIVATE, toText } from '../autotrack/toText.ts';
import type { EventData } from '../events.ts';

/** Describes the innermost element of an event's path; undefined below `data-ov-ignore`. */
export function describeElement(path: EventTarget[]): EventData | undefined {
  const elements = path.filter((node): node is Element => isMatch(node, '*'));
  const [element] = elements;
  const isIn = (selector: string): boolean => elements.some((one) => isMatch(one, selector));
  if (!element || isIn('[data-ov-ignore]')) return undefined;
  return {
    element_id: attribute(element, 'id') || undefined,
    element_class: attribute(element, 'class') || undefined,
    element_type: element.localName,
    text: isIn(PRIVATE) ? '' : toText(element),
    selector: toSelector(elements),
    ...toProps(element),
  };
}
