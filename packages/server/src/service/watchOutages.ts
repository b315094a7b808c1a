import { type Engine, EngineUnavailable } from '../engine/port.ts';
import type { Log } from '../log.ts';

// An overloaded database refuses some calls and serves others: the outage ends when it has refused none for this long.
const QUIET_MS = 1_000;

/** Wraps an engine to log once when its database is unavailable and once when it is back. */
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
          // `listen` resolves with or without a connection.
          if (result instanceof Promise && name !== 'listen' && name !== 'close') result.then(() => hear(), hear);
          return result;
        };
      },
    });

  return watch(engine, { operations: engine.operations && watch(engine.operations) });
}
