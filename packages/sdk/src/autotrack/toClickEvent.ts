import type { EventData } from '../events.ts';
import { attribute } from './attribute.ts';
import type { AutoTrackingOptions } from './feature.ts';
import { type Clicked, LABELLED, LINKS } from './findClicked.ts';
import { isMatch } from './isMatch.ts';
import { type Link, toLink } from './toLink.ts';
import { toProps } from './toProps.ts';
import { toSelector } from './toSelector.ts';
import { PRIVATE, toText } from './toText.ts';

type ClickEvent = [type: string, data: EventData];

/** The event of a click; undefined if it has none. */
export function toClickEvent(
  clicked: Clicked,
  path: Element[],
  { button, pageX, pageY }: MouseEvent,
  options: AutoTrackingOptions,
): ClickEvent | undefined {
  const { _find, _item, _target, _element } = clicked;
  // A button inside a link: the browser follows the link.
  const anchor = isMatch(_element, LINKS) ? _element : _find('a,area');
  const link = anchor && toLink(anchor);
  const outbound = (options.outbound !== false && link?._isOutbound) || undefined;
  const kind = toKind(clicked, link, outbound, options);
  // The middle button opens links, the right button opens nothing.
  if (!kind || button > (link ? 1 : 0)) return undefined;
  const [type, more] = kind;
  const { value } = _element;
  const isLabelled = isMatch(_element, LABELLED);
  const isPrivate = _find(isLabelled ? '[data-ov-mask]' : PRIVATE);
  const className = attribute(_element, 'class');
  return [
    type,
    {
      element_type: link ? 'link' : 'button',
      element_id: attribute(_element, 'id') || link?._href || className,
      action: 'click',
      element_class: className || undefined,
      text: isPrivate ? '' : (isLabelled ? value : toText(_element)) || attribute(_element, 'aria-label'),
      href: link?._href,
      link_target: (anchor && attribute(anchor, 'target')) || undefined,
      outbound,
      selector: toSelector(path.slice(path.indexOf(_element))),
      x: pageX,
      y: pageY,
      item_id: _item && attribute(_item, 'data-item'),
      ...toProps(_target),
      ...more,
    },
  ];
}

/** The type of the event and its special properties. */
function toKind(
  { _find, _declared, _item }: Clicked,
  link: Link | undefined,
  outbound: true | undefined,
  options: AutoTrackingOptions,
): ClickEvent | undefined {
  if (_declared) return [attribute(_declared, 'data-ov-event'), {}];
  if (_item) {
    const actor = _find('[data-action]');
    return ['item_interaction', actor ? { action: attribute(actor, 'data-action') } : {}];
  }
  if (link?._contact && options.contact !== false) return ['contact_interaction', { action: link._contact }];
  if (link?._file && options.downloads !== false) return ['download', link._file];
  return options.clicks === false && !outbound ? undefined : ['user_interaction', {}];
}
