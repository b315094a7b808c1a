import type { Terminal } from './terminal.ts';

interface Stoppable {
  close(): Promise<void>;
}

// Below the 10 s that process managers wait before they kill.
const STOP_TIMEOUT_MS = 9_500;

/**
 * On SIGTERM or SIGINT closes the server, then ends the process. A signal during the start waits for the start to
 * finish, so that no database is left half open. Repeated signals change nothing: a terminal and npm may both
 * forward one Ctrl-C.
 */
export function stopOnSignal(starting: Promise<Stoppable>, terminal: Terminal): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!isStopping) void stop(starting, terminal);
      isStopping = true;
    });
  }
}

async function stop(starting: Promise<Stoppable>, { error, toMessage }: Terminal): Promise<void> {
  setTimeout(() => {
    error('[OneVault] Failed to stop in time: something still runs. All accepted events are in the database.');
    process.exit(1);
  }, STOP_TIMEOUT_MS).unref();
  try {
    await (await starting).close();
    process.exit(0);
  } catch (reason) {
    error(toMessage(reason));
    process.exit(1);
  }
}
