import { toUrl } from '../browser/toUrl.ts';
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

const CONTACTS: Record<string, string> = { 'mailto:': 'email_click', 'tel:': 'phone_click', 'sms:': 'phone_click' };
const FILE =
  /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|csv|rtf|txt|epub|zip|rar|7z|t?gz|dmg|exe|msi|apk|iso|mp[34]|mov|avi|wav)$/i;

export function toLink(element: Element): Link {
  // The attribute, since `href` of a link inside an SVG is an object.
  const address = attribute(element, 'href') || attribute(element, 'xlink:href');
  const { href, protocol, host, pathname } = toUrl(address);
  // Where the frame has no address of its own (srcdoc), an empty one is that of the document around it.
  const isOwn = host === (location.host || toUrl('').host);
  // Browsers take the name of a file from the attribute, unless it comes from another host.
  const name = !host || isOwn ? attribute(element, 'download') : '';
  const [, extension] = /\.(\w+)$/.exec(name) || FILE.exec(pathname) || [];
  const hasAddress = address || isMatch(element, '[href]');
  return {
    _href: hasAddress ? href : '',
    _isOutbound: /^http/.test(protocol) && !isOwn,
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
