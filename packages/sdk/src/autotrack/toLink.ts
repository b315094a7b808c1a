import type { EventData } from '../events.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';
import type { Control } from './findClicked.ts';
import { isMatch } from './isMatch.ts';

/** What a click on a link does. */
export interface Link {
  _href: string | undefined;
  _isOutbound: boolean;
  /** Of a link that calls or writes to somebody. */
  _contact: string | undefined;
  /** Of a link to a file. */
  _file: EventData | undefined;
}

const CONTACTS: Record<string, string> = { 'mailto:': 'email_click', 'tel:': 'phone_click', 'sms:': 'phone_click' };
const FILE =
  /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|csv|rtf|txt|epub|zip|rar|7z|t?gz|dmg|exe|msi|apk|iso|mp[34]|mov|avi|wav)$/i;

export function toLink(element: Control): Link {
  const { href, protocol, host, pathname } = element;
  // A link inside an SVG has an object there.
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

/** No address any more, so nobody would scrub it later. */
function toFileName(address: string): string | undefined {
  return scrubUrl(address.replace(/[?#].*/, ''))
    .split('/')
    .pop();
}
