import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROUTES } from '@onevault/contract';
import type { Metrics } from './createMetrics.ts';
import { isSameSecret } from './isSameSecret.ts';

export interface MetricsServerOptions {
  metrics: Metrics;
  port: number;
  host: string;
  token: string | null;
}

/** Serves metrics and `/health/live` on a separate port: for a worker, and for a server with a public port. */
export async function startMetricsServer({ metrics, port, host, token }: MetricsServerOptions): Promise<{
  url: string;
  close(): Promise<void>;
}> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, contentType: string, text: string) =>
      response
        .writeHead(status, {
          'Content-Type': contentType,
          'Cache-Control': 'no-store',
          'X-Content-Type-Options': 'nosniff',
          ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
        })
        .end(text);
    const path = request.url?.split('?', 1)[0];
    if (path === ROUTES.healthLive) return answer(200, 'application/json', '{"status":"alive"}');
    if (path !== ROUTES.metrics) return answer(404, 'text/plain', 'There is only /metrics and /health/live here\n');
    if (token !== null && !isSameSecret(request.headers.authorization, `Bearer ${token}`)) {
      return answer(401, 'text/plain', 'The metrics need their token\n');
    }
    try {
      const { contentType, text } = await metrics.render();
      answer(200, contentType, text);
    } catch {
      answer(500, 'text/plain', 'The metrics cannot be collected\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}${ROUTES.metrics}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
