import type { EventData } from '../events.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';
import type { Control } from './findClicked.ts';
import { isMatch } from './isMatch.ts';

/** The effect of a click on a link. */
export interface Link {
  _href: string | undefined;
  _isOutbound: boolean;
  /** For a link that calls or writes to a person. */
  _contact: string | undefined;
  /** For a link to a file. */
  _file: EventData | undefined;
}

const CONTACTS: Record<string, string> = { 'mailto:': 'email_click', 'tel:': 'phone_click', 'sms:': 'phone_click' };
const FILE =
  /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|csv|rtf|txt|epub|zip|rar|7z|t?gz|dmg|exe|msi|apk|iso|mp[34]|mov|avi|wav)$/i;

export function toLink(element: Control): Link {
  const { href, protocol, host, pathname } = element;
  // In a link inside an SVG `href` is an object.
  const address = (href as SVGAnimatedString | undefined)?.baseVal ?? (href as string | undefined);
  const [, extension] = FILE.exec(pathname) || [];
  return {
    _href: address,
    _isOutbound: /^http/.test(protocol) && host !== location.host,
    _contact: CONTACTS[protocol],
    _file:
      extension || isMatch(element, 'a[download]')
        ? { file_name: toFileName(`${address}`), file_extension: extension }
        : undefined,
  };
}

/** Scrubbed here: a file name is not an address, so the scrubber would not see it. */
function toFileName(address: string): string | undefined {
  return scrubUrl(address.replace(/[?#].*/, ''))
    .split('/')
    .pop();
}
