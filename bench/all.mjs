/** `npm run bench`: every measurement, one after the other, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildStale } from '../scripts/buildStale.mjs';
import { installMissing } from '../scripts/installMissing.mjs';

installMissing();
buildStale();
for (const name of ['bundle', 'sdkInit', 'clickCost', 'startUp', 'syncTrack', 'asyncTrack', 'reads', 'testKit']) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
