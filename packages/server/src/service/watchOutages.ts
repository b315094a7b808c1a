import { type Engine, EngineUnavailable } from '../engine/port.ts';
import type { Log } from '../log.ts';

// Overloaded, a database refuses some and serves others: that is one outage, until it has refused nobody for so long.
const QUIET_MS = 1_000;

/** The same engine, which says once that its database is away, and once that it is back. */
export function watchOutages(engine: Engine, log: Log, nowMs: () => number = () => performance.now()): Engine {
  let isAway = false;
  let refusedMs = 0;

  const hear = (error?: unknown) => {
    if (error instanceof EngineUnavailable) {
      refusedMs = nowMs();
      if (isAway) return;
      isAway = true;
      log.warn(`[OneVault] The database is unavailable: ${error.message}. Requests get 503 until it is back.`);
    } else if (error === undefined && isAway && nowMs() - refusedMs >= QUIET_MS) {
      isAway = false;
      log.warn('[OneVault] The database is back.');
    }
  };

  const watch = <T extends object>(port: T, more: Partial<T> = {}): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(name in more ? more : target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const result: unknown = value.apply(target, args);
          // Listening resolves whether or not there is a connection.
          if (result instanceof Promise && name !== 'listen' && name !== 'close') result.then(() => hear(), hear);
          return result;
        };
      },
    });

  return watch(engine, { operations: engine.operations && watch(engine.operations) });
}
