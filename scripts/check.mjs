/** `npm run check -- --url … --customer … --token …`: runs the seven checks against any server of the contract. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildStale } from './buildStale.mjs';
import { installMissing } from './installMissing.mjs';

const CLI = join(fileURLToPath(new URL('..', import.meta.url)), 'packages/server/dist/cli/main.js');

installMissing();
await buildStale({ all: false });
process.exitCode = spawnSync(process.execPath, [CLI, 'check', ...argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
