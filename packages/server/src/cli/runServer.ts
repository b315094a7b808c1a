import type { Engine } from '../engine/port.ts';
import { findPortOwner } from '../http/findPortOwner.ts';
import { type RunningServer, type ServeOptions, serve } from '../http/serve.ts';
import type { Log } from '../log.ts';
import { createLog } from './createLog.ts';
import type { ServerOptions } from './readServerOptions.ts';
import { StartError } from './startError.ts';
import { startMetrics } from './startMetrics.ts';
import { stopOnSignal } from './stopOnSignal.ts';
import type { Terminal } from './terminal.ts';
import { warnNoKey } from './warnNoKey.ts';
import { warnRowSecurityOff } from './warnRowSecurityOff.ts';

/** What `runServer` serves: an engine, and the hooks that a host program adds. */
export interface ServedProgram {
  /** The first words of the ready line. */
  name: string;
  /** Where the events are kept, for the ready line. */
  database: string;
  open(): Promise<
    { engine: Engine } & Pick<ServeOptions, 'hooks' | 'intercept' | 'allowHosts' | 'delivery' | 'isOpenHere'>
  >;
  /** Called once the server listens. */
  onListening?(server: RunningServer, log: Log): void;
}

/** Serves until SIGTERM or SIGINT. */
export async function runServer(program: ServedProgram, options: ServerOptions, terminal: Terminal): Promise<void> {
  const log = createLog({ format: options.logFormat, quiet: options.quiet });
  const starting = open(program, options, log);
  stopOnSignal(starting, terminal);
  const { url } = await starting;
  log.ready(`${program.name} listening on ${url} (${program.database})`);
}

async function open(program: ServedProgram, options: ServerOptions, log: Log): Promise<RunningServer> {
  const { port, host, keys, rateLimit, files, unserved, allowOrigins, worker, trustProxy, countryHeader } = options;
  const { engine, hooks, intercept, allowHosts, delivery, isOpenHere } = await program.open();
  warnRowSecurityOff(engine, log);
  if (keys.length === 0) await warnNoKey(engine, log);
  const metered = await startMetrics(engine, options);
  try {
    const server = await serve({
      engine,
      port,
      host,
      keys,
      rateLimit,
      files,
      unserved,
      worker,
      log,
      ...(allowOrigins && { allowOrigins }),
      ...(trustProxy !== null && { trustProxy }),
      ...(countryHeader !== null && { countryHeader }),
      ...(metered && { metrics: metered }),
      ...(hooks && { hooks }),
      ...(intercept && { intercept }),
      ...(allowHosts && { allowHosts }),
      ...(delivery && { delivery }),
      ...(isOpenHere && { isOpenHere }),
    });
    program.onListening?.(server, log);
    return {
      ...server,
      async close() {
        await server.close();
        await metered?.close();
        await engine.close();
      },
    };
  } catch (error) {
    await metered?.close();
    await engine.close();
    throw await toListenError(error, host, port);
  }
}

async function toListenError(error: unknown, host: string, port: number): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException;
  const place = `${host}:${port}`;
  const fail = (reason: string, instead: string) =>
    new StartError(`[OneVault] Failed to listen on ${place}: ${reason}. Try ${instead}.`);
  if (code === 'EADDRINUSE')
    return fail(`the port is in use by ${await findPortOwner(host, port)}`, '--port <another>, or stop what uses it');
  if (code === 'EACCES') return fail('this user may not use the port', 'a --port above 1023');
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return fail('this machine has no such address', '--host 127.0.0.1, or 0.0.0.0 for every address');
  }
  return error;
}
