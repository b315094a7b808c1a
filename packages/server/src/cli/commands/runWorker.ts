import { EngineUnavailable } from '../../engine/port.ts';
import { startHealthWatch } from '../../health/startHealthWatch.ts';
import { createCountGoals } from '../../service/alerts/createCountGoals.ts';
import { startBackground } from '../../worker/startBackground.ts';
import type { Command } from '../command.ts';
import { createLog } from '../createLog.ts';
import { openEngine } from '../openEngine.ts';
import { describeDatabase, readDatabase } from '../readDatabase.ts';
import { DELIVERY_FLAGS, DELIVERY_FLAGS_HELP, readDelivery } from '../readDelivery.ts';
import { failed, readFlags } from '../readFlags.ts';
import { readLogFormat } from '../readLogFormat.ts';
import { METRICS_FLAGS, readMetrics } from '../readMetrics.ts';
import { startMetrics } from '../startMetrics.ts';
import { stopOnSignal } from '../stopOnSignal.ts';
import { warnRowSecurityOff } from '../warnRowSecurityOff.ts';

const HELP = `onevault-server worker: processes the events that servers store in the background

Any number of workers may run beside any number of servers on one PostgreSQL. A server started with
--no-worker processes nothing itself and wakes the workers.

  --database <where>        A postgres:// url. Default DATABASE_URL
  --database-role <name>    The PostgreSQL role to work as, under row-level security; created if missing and
                            permitted. Default ONEVAULT_DATABASE_ROLE, else onevault_app
${DELIVERY_FLAGS_HELP}  --metrics-port <number>   Serves /metrics and /health/live on this port. Default none
  --metrics-token <token>   /metrics requires this bearer token
  --host <address>          Address for that port. Default 127.0.0.1
  --log-format <format>     plain, pretty or json. Default plain
  --quiet                   Prints only the ready line, warnings and errors
  --help
`;

const FLAGS = {
  database: { type: 'string' },
  'database-role': { type: 'string' },
  host: { type: 'string' },
  ...METRICS_FLAGS,
  ...DELIVERY_FLAGS,
  'log-format': { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `worker`: processes events in its own process, woken by notifications and by polling, until a signal. */
export const runWorker: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env, flags['database-role']);
  if (database.kind !== 'postgres') {
    throw failed('--database', 'a worker and servers can share only PostgreSQL', 'a postgres:// url');
  }
  const asked = readMetrics(flags, env, { isWithoutFlags: false });
  if (flags['metrics-token'] !== undefined && asked?.port === null) {
    throw failed('--metrics-token', 'a worker serves metrics only on a port', '--metrics-port <number> with it');
  }
  // A token without a port may come from an environment that servers and workers share.
  const metrics = asked?.port === null ? null : asked;
  const delivery = readDelivery(flags, env);
  const log = createLog({ format: readLogFormat(flags['log-format']), quiet: flags.quiet ?? false });

  const starting = start();
  stopOnSignal(starting, terminal);
  await starting;
  log.ready(`OneVault worker processing (${describeDatabase(database)})`);

  async function start() {
    const engine = await openEngine(database, terminal);
    warnRowSecurityOff(engine, log);
    const metered = await startMetrics(engine, { metrics, host: flags.host ?? '127.0.0.1' });
    const worker = startBackground({
      engine,
      log,
      delivery,
      createCountGoals,
      ...(metered && { onRun: metered.metrics.onRun, observeOutbox: metered.metrics.observeOutbox }),
    });
    const watch = startHealthWatch({ engine, log });
    const wakeAll = () =>
      engine.customersWithWork().then(
        (customers) => customers.forEach(worker.wake),
        (error: unknown) => {
          // Polling runs into the same outage and logs it.
          if (!(error instanceof EngineUnavailable)) log.warn(`[OneVault] Failed to poll for work: ${String(error)}.`);
        },
      );
    // While the database is away nothing else keeps the process alive: there is no connection, and timers are unref'd.
    const staysAlive = setInterval(() => {}, 2 ** 31 - 1);
    const stopListening = await engine.listen?.({ onWork: worker.wake, onGap: () => void wakeAll() });
    return {
      async close() {
        clearInterval(staysAlive);
        await stopListening?.();
        await Promise.all([worker.stop(), watch.stop()]);
        await metered?.close();
        await engine.close();
      },
    };
  }
};
