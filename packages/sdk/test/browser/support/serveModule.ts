import { readFileSync } from 'node:fs';
import type { Answer } from './startPages.ts';

/** A built module of the package, for pages that import it by its path. */
export function serveModule(name: string): Answer {
  return {
    body: readFileSync(new URL(`../../../dist/${name}.js`, import.meta.url), 'utf8'),
    type: 'text/javascript',
  };
}
