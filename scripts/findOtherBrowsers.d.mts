/** Path of a Firefox executable, or null. `install` (default false): install one if there is none. */
export function findFirefox(options?: { install?: boolean }): string | null;
/** Path of a WebKitWebDriver that has a screen to draw on, or null. `install` (default false): install one if there is none. */
export function findWebKit(options?: { install?: boolean }): string | null;
/** What to install where there is no Firefox. */
export const FIREFOX_HINT: string;
/** What to install where there is no WebKit. */
export const WEBKIT_HINT: string;
