#!/usr/bin/env node
import { COMMANDS } from './cli/commands.ts';
import { createLog } from './cli/createLog.ts';
import { describeDatabase, openEngine } from './cli/openEngine.ts';
import { type CliOptions, HELP, readOptions } from './cli/readOptions.ts';
import { StartError } from './cli/startError.ts';
import { startMetrics } from './cli/startMetrics.ts';
import { stopOnSignal } from './cli/stopOnSignal.ts';
import type { Terminal } from './cli/terminal.ts';
import { warnOfWall } from './cli/warnOfWall.ts';
import type { Engine } from './engine/port.ts';
import { type RunningServer, serve } from './http/serve.ts';
import { whoHasPort } from './http/whoHasPort.ts';
import type { Fault } from './testing/faults/fault.ts';
import type { MockKit } from './testing/kit/createMockKit.ts';
import { VERSION } from './version.ts';

const terminal: Terminal = {
  print: (text) => console.log(text),
  error: (text) => console.error(text),
  toMessage,
};

// A reader that closes the pipe (`| head`) must not end the server.
process.stdout.on('error', () => {});

try {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) await (await command())(args, process.env, terminal);
  else await start(readOptions(process.argv.slice(2), process.env));
} catch (error) {
  console.error(error instanceof StartError ? error.message : toMessage(error));
  // Not `exitCode`: a half-open database may keep the process alive.
  process.exit(1);
}

async function start(options: CliOptions): Promise<void> {
  if (options.command === 'help') return console.log(HELP);
  if (options.command === 'version') return console.log(VERSION);
  const { port, host, keys, rateLimit, files, allowOrigins, worker, trustProxy } = options;
  const starting = open();
  stopOnSignal(starting, terminal);
  const { url } = await starting;
  if (keys.length === 0) {
    console.error(
      '[OneVault] No key was given: only keys in the database open anything. Try --key <customer>:<token>.',
    );
  }
  console.log(`OneVault mock server listening on ${url} (${describeDatabase(options.database)})`);

  async function open(): Promise<RunningServer> {
    const log = createLog({ format: options.logFormat, quiet: options.quiet });
    const opened = await openEngine(options.database);
    warnOfWall(opened, log);
    const mock = options.mock ? await mockControls(opened, options).catch(closeAnd(opened)) : null;
    const engine = mock?.engine ?? opened;
    const metered = await startMetrics(engine, options);
    try {
      const server = await serve({
        engine,
        port,
        host,
        keys,
        rateLimit,
        files,
        worker,
        log,
        ...(allowOrigins && { allowOrigins }),
        ...(trustProxy !== null && { trustProxy }),
        ...(metered && { metrics: metered }),
        ...(mock && { mock: mock.hooks, faults: mock.faults.hook }),
      });
      mock?.attach({ apiBaseUrl: server.url, keys, worker: server.worker });
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
}

/** Passes an error on once the database is closed. */
function closeAnd(engine: Engine): (error: unknown) => Promise<never> {
  return async (error) => {
    await engine.close();
    throw error;
  };
}

async function mockControls(engine: Engine, options: CliOptions): Promise<MockKit> {
  const { createMockKit } = await import('./testing/kit/createMockKit.ts');
  // In memory the kit makes the engine itself: only so its clock can be moved.
  const { crashTransactions, UNAVAILABLE_IN_SQL } = await import('./testing/faults/crashTransactions.ts');
  const { mockEndpoints } = await import('./testing/kit/mockEndpoints.ts');
  const plan = options.plan === null ? undefined : await (await import('./plan/loadPlan.ts')).loadPlan(options.plan);
  const kit = createMockKit({
    engine: options.database.kind === 'memory' ? undefined : engine,
    crashes: crashTransactions,
    unavailable: options.database.kind === 'memory' ? {} : UNAVAILABLE_IN_SQL,
    endpoints: mockEndpoints,
    allowOrigins: options.allowOrigins ?? undefined,
    plan,
  });
  for (const fault of options.faults) addFault(kit, fault);
  return kit;
}

function addFault(kit: MockKit, fault: Fault): void {
  try {
    kit.faults.add(fault);
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^[^:]+: /, '').replace(/\. Please .*$/, '') : String(error);
    throw new StartError(`[OneVault] Failed to read --fault ${fault.fault}: ${reason}. Try another.`);
  }
}

async function toListenError(error: unknown, host: string, port: number): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException;
  const place = `${host}:${port}`;
  const fail = (reason: string, instead: string) =>
    new StartError(`[OneVault] Failed to listen on ${place}: ${reason}. Try ${instead}.`);
  if (code === 'EADDRINUSE')
    return fail(`the port is in use by ${await whoHasPort(host, port)}`, '--port <another>, or stop what uses it');
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
