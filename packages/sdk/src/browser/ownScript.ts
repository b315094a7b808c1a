import { attempt } from './attempt.ts';
import { readNative } from './readNative.ts';

/**
 * The element of this script; null in a module. Read while the script runs: later there is no current one. Natively, since
 * `<img name="currentScript">` hides it, and the address of another element would be run.
 */
export const ownScript = attempt(() => readNative<HTMLScriptElement | null>(globalThis.document, 'currentScript'));
