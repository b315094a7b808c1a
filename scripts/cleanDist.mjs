/** Empties `dist` of the package it is called in, so that nothing of an older build is published. */
import { existsSync, readdirSync, rmSync } from 'node:fs';

// Made from the installed PGlite and not from sources, and takes seconds to make.
const KEPT = /^pglite-.*\.tar\.br$/;

if (existsSync('dist')) {
  for (const name of readdirSync('dist')) if (!KEPT.test(name)) rmSync(`dist/${name}`, { recursive: true });
}
