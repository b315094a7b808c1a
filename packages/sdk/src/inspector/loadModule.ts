import type { LoadInspector } from './LoadInspector.ts';

/** Imports the inspector's own build, which bundlers put into a chunk of its own. */
export const loadModule: LoadInspector = () => import('./openInspector.ts');
