import { createServer } from 'node:net';

/**
 * Below the range for outgoing connections (Linux: 32,768 and up). A port of that range, such as one from `listen(0)`,
 * may be taken again before the program under test opens it.
 */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** Parallel test processes start at different ports. */
let next = (process.pid * 61) % PORTS;

/** A port for a program under test that cannot choose one itself. If it can, give it port 0. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries += 1) {
    const port = FIRST_PORT + next;
    next = (next + 1) % PORTS;
    if (await isFree(port)) return port;
  }
  throw new Error(`Failed to find a free port: ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} are all in use.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
