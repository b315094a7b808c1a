import type { Terminal } from './terminal.ts';

interface Stoppable {
  close(): Promise<void>;
}

// Within the 10 s that a process manager grants before it kills.
const STOP_TIMEOUT_MS = 9_500;

/**
 * SIGTERM and SIGINT end the process when what runs is closed. From the first moment: a stop during the
 * start waits for it, so that no database is left half open. Repeated signals change nothing: a terminal
 * and npm may both pass on one Ctrl-C.
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
    error('[OneVault] Failed to stop in time: something still runs. What was accepted is in the database.');
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
