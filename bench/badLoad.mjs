/**
 * Runs each scenario against a new server: malformed requests, slow and idle clients, a customer who sends far more or
 * far larger batches than others or whose rows are locked, extreme data, a database that is down, a full disk. Each
 * reports what the server answers, and some how long another customer waits. `--only flood,idle` runs the named ones.
 */
import { argv } from 'node:process';
import { databaseDown } from './badLoad/databaseDown.mjs';
import { flood } from './badLoad/flood.mjs';
import { fullDisk } from './badLoad/fullDisk.mjs';
import { heavy } from './badLoad/heavy.mjs';
import { heldLock } from './badLoad/heldLock.mjs';
import { idle } from './badLoad/idle.mjs';
import { largeEvents } from './badLoad/largeEvents.mjs';
import { manyPages } from './badLoad/manyPages.mjs';
import { mixed } from './badLoad/mixed.mjs';
import { oneSession } from './badLoad/oneSession.mjs';
import { slow } from './badLoad/slow.mjs';
import { report } from './shared/report.mjs';

/** @type {Record<string, () => Promise<import('./shared/report.mjs').Row[] | null>>} */
const SCENARIOS = {
  mixed,
  slow,
  idle,
  flood,
  heavy,
  heldLock,
  largeEvents,
  manyPages,
  oneSession,
  databaseDown,
  fullDisk,
};

const at = argv.indexOf('--only');
for (const name of at < 0 ? Object.keys(SCENARIOS) : String(argv[at + 1]).split(',')) {
  const scenario = SCENARIOS[name];
  if (!scenario) throw new Error(`Failed to run ${name}: there are ${Object.keys(SCENARIOS).join(', ')}.`);
  const rows = await scenario();
  if (rows) report(`badLoad, ${name}`, rows);
}
