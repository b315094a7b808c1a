import type { EventData } from '../events.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';
import { attribute } from './attribute.ts';
import { isMatch } from './isMatch.ts';

/** The effect of a click on a link. */
export interface Link {
  /** Empty without an address. */
  _href: string;
  _isOutbound: boolean;
  /** For a link that calls or writes to a person. */
  _contact: string | undefined;
  /** For a link to a file. */
  _file: EventData | undefined;
}

/** No address is longer, but a file in a `data:` address is, and parsing it would slow the click. */
const MAX_LENGTH = 100_000;
const CONTACTS: Record<string, string> = { 'mailto:': 'email_click', 'tel:': 'phone_click', 'sms:': 'phone_click' };
const FILE =
  /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|csv|rtf|txt|epub|zip|rar|7z|t?gz|dmg|exe|msi|apk|iso|mp[34]|mov|avi|wav)$/i;

export function toLink(element: Element): Link {
  // The attribute, since `href` of a link inside an SVG is an object.
  const address = (attribute(element, 'href') || attribute(element, 'xlink:href')).slice(0, MAX_LENGTH);
  const link = document.createElement('a');
  // An empty address is that of the document, whose frame may have none of its own (srcdoc).
  link.href = '';
  const ownHost = location.host || link.host;
  link.href = address;
  const { href, protocol, host, pathname } = link;
  // Browsers take the name of a file from the attribute, unless it comes from another host.
  const name = !host || host === ownHost ? attribute(element, 'download') : '';
  const [, extension] = /\.(\w+)$/.exec(name) || FILE.exec(pathname) || [];
  const hasAddress = address || isMatch(element, '[href]');
  return {
    _href: hasAddress ? href : '',
    _isOutbound: /^http/.test(protocol) && host !== ownHost,
    _contact: CONTACTS[protocol],
    _file:
      extension || isMatch(element, '[download]')
        ? { file_name: toFileName(name || href.replace(/[?#].*/, '')), file_extension: extension }
        : undefined,
  };
}

/** Scrubbed here: a file name is not an address, so the scrubber would not see it. */
function toFileName(address: string): string | undefined {
  return scrubUrl(address).split('/').pop();
}
