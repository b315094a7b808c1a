/** `npm run bench`: every measurement, one after the other, each in its own process; `npm run bench -- disk`: only that one. */
import { spawnSync } from 'node:child_process';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildStale } from '../scripts/buildStale.mjs';
import { installMissing } from '../scripts/installMissing.mjs';

const ALL = [
  'bundle',
  'sdkInit',
  'clickCost',
  'trackCost',
  'delivery',
  'startUp',
  'install',
  'testKit',
  'syncTrack',
  'asyncTrack',
  'singles',
  'batches',
  'profile',
  'halfLoad',
  'reads',
  'stream',
  'livePage',
  'firstPaint',
  'analytics',
  'export',
  'poll',
  'setAside',
  'scaleOut',
  'disk',
  'soak',
  'kills',
  'badLoad',
];

installMissing({ all: true });
await buildStale();
for (const name of argv.length > 2 ? argv.slice(2) : ALL) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
