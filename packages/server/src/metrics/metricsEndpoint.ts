import { ROUTES } from '@onevault/contract';
import { Refusal } from '../ingest/refusal.ts';
import type { Endpoint } from '../service/endpoint.ts';
import type { Metrics } from './createMetrics.ts';
import { isSameSecret } from './isSameSecret.ts';

/** `GET /metrics` beside the API; with a token, it requires that token. */
export function metricsEndpoint(metrics: Metrics, token: string | null): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.metrics,
    access: 'public',
    doc: {
      summary: 'Metrics in the text format of Prometheus',
      ...(token !== null && { description: 'Requires its own bearer token.', errors: [401] }),
      contentType: 'text/plain',
    },
    async handle({ authorization }) {
      if (token !== null && !isSameSecret(authorization, `Bearer ${token}`)) throw wrongToken();
      const { contentType, text } = await metrics.render();
      return { status: 200, body: text, headers: { 'Content-Type': contentType } };
    },
  };
}

function wrongToken(): Refusal {
  return new Refusal({
    status: 401,
    code: 'INVALID_TOKEN',
    message: 'The metrics need their own token: Authorization: Bearer <token>',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}
