import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { startPostgres } from '../../conformance/src/databases/startPostgres.ts';
import { createFaultyPgliteEngine, createFaultyPostgresEngine } from '../../conformance/src/suites/sqlFault.ts';
import { type SeededEvent, send } from './seed.ts';

export const ENGINES = ['memory', 'pglite', 'postgres'] as const;
/** Those with an operator's work. */
export const DATABASES = ['pglite', 'postgres'] as const;

export interface PageServer {
  server: MockServer;
  /** Sends events of which processing fails, until the cause is healed. */
  setAside(events: SeededEvent[]): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** A mock server on one of the engines, on which events can also be set aside. */
export async function createPageServer(kind: (typeof ENGINES)[number]): Promise<PageServer> {
  if (kind === 'memory') return onMemory();
  const postgres = kind === 'postgres' ? await startPostgres() : null;
  const { engine, heal } = postgres ? await createFaultyPostgresEngine(postgres.url) : await createFaultyPgliteEngine();
  const server = await createMockServer({ engine });
  let sent = 0;
  return {
    server,
    setAside: (events) =>
      send(
        server,
        events.map((event) => ({ ...event, event_id: `evt_fault${++sent}` })),
      ),
    heal,
    async close() {
      await server.close();
      await engine.close();
      await postgres?.stop();
    },
  };
}

async function onMemory(): Promise<PageServer> {
  const server = await createMockServer();
  // Else what is set aside is tried again after 10 s, without the fault.
  server.clock.freeze();
  return {
    server,
    async setAside(events) {
      server.faults.add({ fault: 'set_aside', first: events.length });
      await send(server, events);
    },
    async heal() {
      await server.clock.advance('10 s');
    },
    close: () => server.close(),
  };
}
