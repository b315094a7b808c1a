/** See startEcho.mjs. */
import { createRequire } from 'node:module';

// The framework is the server's dependency, not the workspace's.
const { fastify } = createRequire(new URL('../../packages/server/package.json', import.meta.url))('fastify');

const app = fastify();
app.post('/*', async (/** @type {{ body: unknown }} */ { body }) => body);
const url = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`listening on ${url}`);
process.once('SIGTERM', () => app.close());
