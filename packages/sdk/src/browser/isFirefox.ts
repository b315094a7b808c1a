/**
 * Firefox, which has no vendor, on every system. It ends the script that runs in a tab that closes, and what a page
 * writes at `pagehide` then may be lost: to localStorage nearly always if the page has not used it yet, and else 4 of 10 times
 * on a busy machine; to IndexedDB nearly always. So what must not be lost is written in the task that tracks.
 */
export const isFirefox = (): boolean => !globalThis.navigator?.vendor;
