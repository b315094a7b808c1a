import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../shared/openDatabase.mjs';

/** The most connections that the servers had at one moment. @param {string} url */
export function watchConnections(url) {
  let most = 0;
  let isStopped = false;
  const watching = (async () => {
    const database = await openDatabase(url);
    while (!isStopped) {
      const [row] = await database.query(
        `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and application_name <> 'onevault-bench'`,
      );
      most = Math.max(most, row?.n);
      await sleep(100);
    }
    await database.close();
  })();
  return {
    async stop() {
      isStopped = true;
      await watching;
      return most;
    },
  };
}
