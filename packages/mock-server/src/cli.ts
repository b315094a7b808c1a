#!/usr/bin/env node
import { describeDatabase, openEngine } from './cli/openEngine.ts';
import { type CliOptions, HELP, readOptions } from './cli/readOptions.ts';
import { StartError } from './cli/startError.ts';
import { type RunningServer, serve } from './http/serve.ts';
import { type Log, silentLog } from './log.ts';
import { VERSION } from './version.ts';

// Within the 10 s that a process manager grants before it kills.
const STOP_TIMEOUT_MS = 9_500;

// A reader that closes the pipe (`| head`) must not end the server.
process.stdout.on('error', () => {});

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.command === 'help') console.log(HELP);
  else if (options.command === 'version') console.log(VERSION);
  else await run(options);
} catch (error) {
  console.error(error instanceof StartError ? error.message : toMessage(error));
  // Not `exitCode`: a half-open database may keep the process alive.
  process.exit(1);
}

async function run(options: CliOptions): Promise<void> {
  const { port, host, keys, rateLimit, files, allowOrigins } = options;
  const starting = open();
  // From the first moment: a stop during the start waits for it, so that no database is left half open.
  // Repeated signals change nothing: a terminal and npm may both pass on one Ctrl-C.
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!isStopping) void stop(starting);
      isStopping = true;
    });
  }
  const { url } = await starting;
  if (keys.length === 0) {
    console.error(
      '[OneVault] No key was given: only keys in the database open anything. Try --key <customer>:<token>.',
    );
  }
  console.log(`OneVault mock server listening on ${url} (${describeDatabase(options.database)})`);

  async function open(): Promise<RunningServer> {
    const engine = await openEngine(options.database);
    try {
      const server = await serve({
        engine,
        port,
        host,
        keys,
        rateLimit,
        files,
        log: createLog(options.quiet),
        ...(allowOrigins && { allowOrigins }),
        ...(options.mock && (await mockControls())),
      });
      return {
        ...server,
        async close() {
          await server.close();
          await engine.close();
        },
      };
    } catch (error) {
      await engine.close();
      throw toListenError(error, host, port);
    }
  }
}

async function mockControls() {
  const { createFaults } = await import('./testing/faults.ts');
  const faults = createFaults();
  return { mock: { faults }, faults: faults.decide };
}

async function stop(starting: Promise<RunningServer>): Promise<void> {
  setTimeout(() => {
    console.error('[OneVault] Failed to stop in time: something still runs. What was accepted is in the database.');
    process.exit(1);
  }, STOP_TIMEOUT_MS).unref();
  try {
    await (await starting).close();
    process.exit(0);
  } catch (error) {
    console.error(toMessage(error));
    process.exit(1);
  }
}

function createLog(isQuiet: boolean): Log {
  const log: Log = { ...silentLog, warn: (line) => console.error(line), error: (line) => console.error(line) };
  return isQuiet ? log : { ...log, info: (line) => console.log(line) };
}

function toListenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const place = `${host}:${port}`;
  const fail = (reason: string, instead: string) =>
    new StartError(`[OneVault] Failed to listen on ${place}: ${reason}. Try ${instead}.`);
  if (code === 'EADDRINUSE') return fail('the port is in use', '--port <another>, or stop what uses it');
  if (code === 'EACCES') return fail('this user may not use the port', 'a --port above 1023');
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return fail('this machine has no such address', '--host 127.0.0.1, or 0.0.0.0 for every address');
  }
  return error;
}

function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith('[OneVault]') ? message : `[OneVault] Failed to start: ${message}`;
}
