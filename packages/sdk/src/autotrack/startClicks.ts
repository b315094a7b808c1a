import { listen } from '../browser/listen.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';
import { attribute } from './attribute.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';
import { isMatch } from './isMatch.ts';
import { toProps } from './toProps.ts';
import { toSelector } from './toSelector.ts';
import { PRIVATE, toText } from './toText.ts';

/** Of the inputs only these are buttons, and only their value is a label. */
const LABELLED = 'input[type=button],input[type=submit],input[type=reset]';
const BUTTONS = `button,summary,${LABELLED},[type=image],[role=button],[role=tab],[role^=menuitem],[role=switch]`;
const LINKS = 'a,area,[role=link]';
const DECLARED = '[data-ov-event]:not(form)';
const MARKS = `${LINKS},${BUTTONS},${DECLARED},[data-item],[data-action],[data-ov-ignore],${PRIVATE}`;
/** These make a click of Enter or the space bar by themselves. */
const NATIVE = 'button,summary,input,a[href]';
const FILE =
  /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|csv|rtf|txt|epub|zip|rar|7z|t?gz|dmg|exe|msi|apk|iso|mp[34]|mov|avi|wav)$/i;

/** What is read of what was clicked, whatever it is. */
type Clicked = Omit<HTMLAnchorElement & HTMLInputElement, 'href' | 'form'> & {
  href?: string | SVGAnimatedString;
  form?: unknown;
};

/**
 * Clicks, one event each, on what is nearest: a control (button, link, custom element; by keyboard too, on a child,
 * inside open shadow roots) or an element that says itself what it is (`data-ov-event`, `data-item`). A submit button
 * is left to its form.
 */
export function startClicks(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  /** What a key has activated: some pages make a click of it, which is not another one. */
  let keyed: Element | undefined;
  return listen<MouseEvent & KeyboardEvent>(document, 'click auxclick keydown', (event) => {
    const isKey = event.type === 'keydown';
    // A key that is held down repeats.
    if (isKey && (event.repeat || !/^( |Enter)$/.test(event.key))) return;
    // The path goes into open shadow roots, where `target` stops at the host; it ends with document and window. It can
    // be long, so it is walked once.
    const path = event.composedPath() as Clicked[];
    const [inner] = path as [Clicked];
    const marked = path.filter((node) => isMatch(node, MARKS));
    const find = (selector: string): Clicked | undefined => marked.find((node) => isMatch(node, selector));
    const declared = find(DECLARED);
    const item = find('[data-item]');
    let control = find(`${BUTTONS},${LINKS}`);
    // Of a closed shadow root only the host is seen.
    if (!control && customElements.get(inner.localName)) control = inner;
    const target = declared || item || control;
    if (!target || find('[data-ov-ignore]')) return;
    if (isKey ? target !== inner || isMatch(target, NATIVE) : keyed === target && !event.isTrusted) return;
    keyed = isKey ? target : undefined;

    const element = control || target;
    const isLink = isMatch(element, LINKS);
    // The middle button opens links, the right one nothing.
    if (event.button > (isLink ? 1 : 0)) return;
    // `type` of a button defaults to submit, and `form` is null outside of a form.
    const { form, type, value, href, protocol, host, pathname } = element;
    const isSubmit = form && /submit|image/.test(type) && !isLink && options.forms !== false;
    // A link inside an SVG has an object there.
    const address = isLink ? ((href as SVGAnimatedString)?.baseVal ?? href) : undefined;
    const isOutbound = options.outbound !== false && /^http/.test(protocol) && host !== location.host;
    const isLabelled = isMatch(element, LABELLED);
    const id = attribute(element, 'id');
    const className = attribute(element, 'class');
    const data = {
      element_type: isLink ? 'link' : 'button',
      element_id: id || address || className,
      action: 'click',
      element_class: className || undefined,
      text: find(isLabelled ? '[data-ov-mask]' : PRIVATE)
        ? ''
        : (isLabelled ? value : toText(element)) || attribute(element, 'aria-label'),
      href: address,
      link_target: (isLink && attribute(element, 'target')) || undefined,
      outbound: isOutbound || undefined,
      selector: toSelector(path.slice(path.indexOf(element))),
      x: event.pageX,
      y: event.pageY,
      item_id: item && attribute(item, 'data-item'),
      ...toProps(target),
    };
    const [, extension] = (isLink && FILE.exec(pathname)) || [];
    let name = 'user_interaction';
    if (declared) name = attribute(declared, 'data-ov-event');
    else if (item) {
      name = 'item_interaction';
      const actor = find('[data-action]');
      if (actor) data.action = attribute(actor, 'data-action');
    } else if (isSubmit) return;
    else if (/^(tel|sms|mailto):/.test(protocol) && options.contact !== false) {
      name = 'contact_interaction';
      data.action = protocol === 'mailto:' ? 'email_click' : 'phone_click';
    } else if (options.downloads !== false && (extension || isMatch(element, 'a[download]'))) {
      name = 'download';
      // No address any more, so nobody would scrub it later.
      const file_name = scrubUrl(`${address}`.replace(/[?#].*/, ''))
        .split('/')
        .pop();
      Object.assign(data, { file_name, file_extension: extension });
    } else if (options.clicks === false && !isOutbound) return;
    tracker.trackEvent(name, data);
  });
}
