import { attempt } from '../browser/attempt.ts';
import { readNative } from '../browser/readNative.ts';
import type { LoadInspector } from './LoadInspector.ts';

/** Read while the script runs: later there is no current one. Natively, since the address of another element would be run. */
const source = attempt(() => readNative<HTMLScriptElement>(globalThis.document, 'currentScript').src);

/**
 * Imports the inspector from the folder of the script tag. `import()`, and not another script tag: it has the nonce of
 * this script, needs no Trusted Types policy, and an import map can hold its `integrity`.
 */
export const loadBeside: LoadInspector = () => import(`${new URL('onevault.inspector.js', source)}`);
