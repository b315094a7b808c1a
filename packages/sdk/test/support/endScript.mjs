import { createContext, runInContext } from 'node:vm';

const LONG_MS = 50;

/**
 * Runs what never returns, and ends it as a browser ends the script of a tab that closes: neither `catch` nor `finally`
 * in it run.
 *
 * @param {() => void} run
 */
export function endScript(run) {
  try {
    runInContext('run()', createContext({ run }), { timeout: LONG_MS });
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return;
    throw error;
  }
  throw new Error('Failed to end the script: it returned.');
}
