import { isLocalHost } from './isLocalHost.ts';

/**
 * Whether an `Origin` header is of a page that this machine serves, or one of `more`. Such a page is the developer's own;
 * any other that happens to be open in the browser can send requests to this machine too.
 */
export function isLocalOrigin(origin: string, more: readonly string[] = []): boolean {
  return (URL.canParse(origin) && isLocalHost(new URL(origin).host)) || more.includes(origin);
}
