// Part of the build: the database that a first start begins with.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { emptyDatabaseName } from './src/engine/pglite/emptyDatabaseName.mjs';
import { makeEmptyDatabase } from './src/engine/pglite/makeEmptyDatabase.mjs';

const dist = fileURLToPath(new URL('dist/', import.meta.url));
const name = emptyDatabaseName();
mkdirSync(dist, { recursive: true });
for (const file of readdirSync(dist)) if (/^pglite-.*\.tar\.br$/.test(file) && file !== name) rmSync(`${dist}${file}`);
if (!existsSync(`${dist}${name}`)) await makeEmptyDatabase(`${dist}${name}`);
