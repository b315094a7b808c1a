// Node's own timers: those of jsdom, in which the test kit may run, are numbers without `unref`.
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import type { DeliveryOptions } from '../alerts/createDeliver.ts';
import type { Engine } from '../engine/port.ts';
import { startHealthWatch } from '../health/startHealthWatch.ts';
import { enrich } from '../ingest/enrich.ts';
import { createGroupCommit } from '../ingest/groupCommit.ts';
import { createAddressHasher } from '../ingest/hashAddress.ts';
import { silentLog } from '../log.ts';
import { metricsEndpoint } from '../metrics/metricsEndpoint.ts';
import { createCountGoals } from '../service/alerts/createCountGoals.ts';
import { allEndpoints } from '../service/allEndpoints.ts';
import { createRateLimiter, DEFAULT_RATE_LIMIT } from '../service/createRateLimiter.ts';
import { createService, type Service } from '../service/createService.ts';
import { installEndpoints } from '../service/endpoints/install.ts';
import { sessionEndpoints } from '../service/endpoints/session.ts';
import { trackingChecksEndpoint } from '../service/endpoints/trackingChecks.ts';
import { createRefusals } from '../service/refusals.ts';
import type { ServiceHooks } from '../service/serviceHooks.ts';
import { createMemorySessions } from '../service/session/createMemorySessions.ts';
import { createSessions } from '../service/session/createSessions.ts';
import { watchOutages } from '../service/watchOutages.ts';
import { startBackground } from '../worker/startBackground.ts';
import { startNotifier } from '../worker/startNotifier.ts';
import type { Worker } from '../worker/startWorker.ts';
import { createHttpServer, type HttpServerOptions } from './createHttpServer.ts';
import { createLocalRule } from './createLocalRule.ts';
import { logEventTypes } from './logEventTypes.ts';
import type { ServerSettings } from './serverSettings.ts';

export interface ServeOptions extends ServerSettings, Pick<HttpServerOptions, 'intercept'> {
  engine: Engine;
  /** Default: none. */
  hooks?: ServiceHooks;
  /** The first customer of `keys` is signed in to the page by itself on this machine: only of a mock server. Default false. */
  isOpenHere?: boolean;
  /** How the worker of this process sends alerts. Default: webhooks to public addresses, no e-mail. */
  delivery?: DeliveryOptions;
}

export interface RunningServer {
  url: string;
  service: Service;
  worker: Worker;
  /** Answers accepted requests and processes waiting events. The engine stays open: it belongs to the caller. */
  close(): Promise<void>;
}

// Together they stay within the 10 s of process managers, with time left to close the database.
const GRACE_MS = 4_000;
const SETTLE_MS = 4_000;
// People read the last use of a key to clean up: a minute's precision is enough and keeps writes few.
const NOTE_USES_MS = 60_000;

/** Starts the whole server around an engine: worker, service and HTTP. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const {
    engine,
    port,
    host,
    keys,
    rateLimit = DEFAULT_RATE_LIMIT,
    hooks,
    allowOrigins,
    allowHosts,
    files,
    unserved = [],
    intercept,
    trustProxy,
    countryHeader,
    isOpenHere = false,
  } = options;
  const { log = silentLog, metrics: measured } = options;
  const metrics = measured?.metrics;
  const observe = metrics?.observe;
  const worker =
    options.worker === false
      ? startNotifier({ engine, log })
      : startBackground({
          engine,
          log,
          createCountGoals,
          ...(metrics && { onRun: metrics.onRun, observeOutbox: metrics.observeOutbox }),
          ...(options.delivery && { delivery: options.delivery }),
        });
  try {
    const refuseStranger = createLocalRule({
      ...(allowHosts && { hosts: allowHosts }),
      ...(allowOrigins && { origins: allowOrigins }),
    });
    const refusals = createRefusals();
    const watched = watchOutages(engine, log);
    const service = await createService({
      engine: watched,
      keys,
      enrich,
      hashAddress: createAddressHasher(),
      routes: allEndpoints,
      wake: worker.wake,
      commit: logEventTypes(
        createGroupCommit({ store: watched.store, ...(observe?.onGroup && { onGroup: observe.onGroup }) }),
        log,
      ),
      limiter: createRateLimiter({ perMinute: rateLimit }),
      log,
      ...(hooks && { hooks }),
      refuseStranger,
      ...(observe && { observe }),
      page(keys) {
        const store = engine.operations?.sessions ?? createMemorySessions();
        const findKeys = engine.operations?.findKeys;
        const sessions = createSessions({ keys, store, findKeys, refuseStranger, isOpenHere });
        return {
          sessions,
          endpoints: [
            ...sessionEndpoints(sessions, engine),
            ...installEndpoints({ engine, keys, refusals, sessions }),
            trackingChecksEndpoint({ engine, refusals }),
          ],
        };
      },
      ...(measured?.endpoint && { endpoints: [metricsEndpoint(measured.metrics, measured.token)] }),
    });
    metrics?.watchQueue(service.commit.queued);
    const http = await createHttpServer({
      service,
      hasPage: true,
      onRefused: refusals.note,
      ...(allowOrigins && { allowOrigins }),
      ...(files && { files }),
      unserved: engine.folder === undefined ? unserved : [...unserved, engine.folder],
      ...(intercept && { intercept }),
      ...(trustProxy !== undefined && { trustProxy }),
      ...(countryHeader !== undefined && { countryHeader }),
      ...(metrics && { onAnswer: metrics.onAnswer }),
      log,
    });
    const url = await http.listen({ port, host });
    const { keys: ring } = service;
    const stopListening = await engine.listen?.({ onKeys: ring.forget, onGap: () => ring.forget() });
    const watch = startHealthWatch({ engine, log });
    const noteUses = () =>
      ring.noteUses().catch((error) => log.warn(`[OneVault] Failed to note the use of keys: ${String(error)}.`));
    const noting = setInterval(noteUses, NOTE_USES_MS);
    noting.unref();
    return {
      url,
      service,
      worker,
      async close() {
        service.beginDraining();
        await http.close({ graceMs: GRACE_MS });
        // Accepted events are stored even if their client is gone.
        await Promise.race([service.commit.drain().then(worker.settle), delay(SETTLE_MS)]);
        await worker.stop();
        clearInterval(noting);
        await Promise.all([noteUses(), stopListening?.(), watch.stop()]);
      },
    };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
