import { createContext, runInContext } from 'node:vm';

const LONG_MS = 50;

/**
 * Runs what never returns, and ends it as a browser ends the script of a tab that closes: neither `catch` nor `finally`
 * in it run.
 */
export function endScript(run: () => void): void {
  const context = createContext({ run });
  try {
    runInContext('run()', context, { timeout: LONG_MS });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return;
    throw error;
  }
  throw new Error('Failed to end the script: it returned.');
}
