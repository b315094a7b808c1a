// Part of the build: the page that the server serves at `/`.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('.', import.meta.resolve('@onevault/dashboard/page.json'));
cpSync(fileURLToPath(built), fileURLToPath(new URL('dist/page/', import.meta.url)), { recursive: true });
