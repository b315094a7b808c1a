import { fileURLToPath } from 'node:url';
import { startProgram } from './startServer.mjs';

/**
 * A server in a process of its own that answers each POST with its own JSON, on the same web framework as ours: what
 * this machine can do without any work.
 */
export function startEcho() {
  return startProgram(process.execPath, [fileURLToPath(new URL('echo.mjs', import.meta.url))]);
}
