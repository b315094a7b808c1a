import { readFileSync } from 'node:fs';
import { createClient } from '../shared/createClient.mjs';
import { createEvent } from '../shared/createEvent.mjs';
import { percentile } from '../shared/report.mjs';
import { startPostgres } from '../shared/startPostgres.mjs';
import { startServer } from '../shared/startServer.mjs';

/** A server on its own PostgreSQL, with the customers demo and other, and a client of `other` that sends single events. */
export async function startServerUnderTest() {
  const postgres = await startPostgres();
  const server = await startServer(postgres.url, ['--key', 'other:ovt_other'], { isSilent: true });
  const client = createClient(server.url);
  const other = createClient(server.url, 'other');
  return {
    postgres,
    server,
    client,
    /** How long single events of the other customer take, in ms. @param {number} events */
    async measureOther(events) {
      const times = [];
      for (let i = 0; i < events; i++) {
        const startedAt = performance.now();
        await other.post('/api/v1/track', createEvent());
        times.push(performance.now() - startedAt);
      }
      return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
    },
    /** Resident memory of the server in MiB; NaN where there is no /proc. */
    residentMiB() {
      try {
        const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? [];
        return Number(kib) / 1024;
      } catch {
        return Number.NaN;
      }
    },
    async stop() {
      client.close();
      other.close();
      await server.stop();
      await postgres.stop();
    },
  };
}
