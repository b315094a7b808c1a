import { ownScript } from '../browser/ownScript.ts';
import type { LoadInspector } from './LoadInspector.ts';

/**
 * Imports the inspector from the folder of the script tag. `import()`, and not another script tag: it has the nonce of
 * this script, needs no Trusted Types policy, and an import map can hold its `integrity`.
 */
export const loadBeside: LoadInspector = () => import(`${new URL('onevault.inspector.js', ownScript?.src)}`);
