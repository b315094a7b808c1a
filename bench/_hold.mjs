import { writeFileSync } from 'node:fs';
import { createEvent } from './shared/createEvent.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const postgres = await startPostgres();
const server = await startServer(postgres.url);
let sent = 0;
await runLoad({
  url: server.url,
  path: '/api/v1/track',
  connections: 16,
  next() {
    if (sent >= 20000) return null;
    sent += 20;
    return JSON.stringify(Array.from({ length: 20 }, createEvent));
  },
});
await server.stop();
writeFileSync('/work/exp/url', postgres.url);
console.log(postgres.url);
setTimeout(() => {}, 3 * 3600 * 1000);
