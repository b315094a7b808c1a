/** Empties `dist` of the current package, so that no file of an older build is published. */
import { existsSync, readdirSync, rmSync } from 'node:fs';

// Made from the installed PGlite, not from sources, and slow to make.
const KEPT = /^pglite-.*\.tar\.br$/;

if (existsSync('dist')) {
  for (const name of readdirSync('dist')) if (!KEPT.test(name)) rmSync(`dist/${name}`, { recursive: true });
}
