import { type ErrorReply, ROUTES } from '@onevault/contract';
import { Refusal } from '../ingest/refusal.ts';
import type { Endpoint, Reply } from './endpoint.ts';
import { matchPath } from './matchPath.ts';

const MAX_PATH_SHOWN = 200;

/** The answer to a path or method that is no endpoint: 404 or 405. */
export function answerUnknown(endpoints: readonly Endpoint[], method: string, path: string): Reply {
  const allowed = matchPath(endpoints, path).flatMap((endpoint) =>
    endpoint.method === 'GET' ? ['GET', 'HEAD'] : [endpoint.method],
  );
  return allowed.length > 0 ? methodNotAllowed(method, path, [...allowed, 'OPTIONS']) : notFound(path, endpoints);
}

function notFound(path: string, endpoints: readonly Endpoint[]): Reply {
  const message = `There is no ${path.slice(0, MAX_PATH_SHOWN)}`;
  const body: ErrorReply & Record<string, unknown> = {
    error: 'Not Found',
    message,
    available_endpoints: endpoints.map((endpoint) => `${endpoint.method} ${toTemplate(endpoint.path)}`),
    documentation: ROUTES.docs,
    success: false,
    detail: message,
    error_code: 'NOT_FOUND',
  };
  return { status: 404, body };
}

function methodNotAllowed(method: string, path: string, allowed: string[]): Reply {
  const allow = [...new Set(allowed)].join(', ');
  return new Refusal({
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    message: `${method} is not possible on ${path.slice(0, MAX_PATH_SHOWN)}: use ${allow}`,
    headers: { Allow: allow },
  });
}

/** `/health/customer/:customer_id` as documentation writes it. */
function toTemplate(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}
