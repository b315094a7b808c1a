import { HEADER_CUSTOMER_ID, ROUTES } from '@onevault/contract';
import { toEnvironment } from '../../service/environmentRule.ts';
import { type Finding, fine, problem } from './finding.ts';
import { inspectEnvironment } from './inspectEnvironment.ts';

const TIMEOUT_MS = 5_000;
const HEADERS = [HEADER_CUSTOMER_ID, 'Authorization', 'Content-Type'];

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
}

/** Null if nothing answers. The text is cut: what answers may be anything. */
export async function askAnything(url: string, init: RequestInit = {}): Promise<Answered | null> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    return null;
  }
}

/** Whether a server of this API answers at a url, and which version. */
export async function inspectServer(url: string): Promise<Finding> {
  const answer = await askAnything(url + ROUTES.health);
  if (!answer) return problem('server', `nothing answers at ${url}`, 'starting the server, or another --url');
  const { service, version } = readJson(answer.text);
  return answer.status === 200 && typeof service === 'string'
    ? fine('server', `${service}, version ${String(version)}, answers at ${url}`)
    : problem(
        'server',
        `something else answers at ${url} (HTTP ${answer.status})`,
        'another --url, or the proxy in front',
      );
}

/** Whether the pages of an origin may send what the SDK sends. */
export async function inspectCors(url: string, origin: string): Promise<Finding> {
  const answer = await askAnything(url + ROUTES.track, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': HEADERS.join(',').toLowerCase(),
    },
  });
  if (!answer) return problem('cors', `nothing answers at ${url}`, 'starting the server, or another --url');
  const allowed = answer.headers.get('access-control-allow-origin');
  const headers = (answer.headers.get('access-control-allow-headers') ?? '').toLowerCase();
  if (answer.status >= 300) {
    return problem('cors', `the preflight of ${origin} gets HTTP ${answer.status}`, 'passing OPTIONS on in the proxy');
  }
  if (allowed !== '*' && allowed !== origin) {
    return problem(
      'cors',
      `pages of ${origin} may not call ${url}${allowed === null ? '' : ` (only ${allowed})`}`,
      `--allow-origin ${origin} at the server, and no CORS headers in the proxy`,
    );
  }
  const missing = HEADERS.filter((name) => headers !== '*' && !headers.includes(name.toLowerCase()));
  return missing.length === 0
    ? fine('cors', `pages of ${origin} may call ${url}`)
    : problem('cors', `${url} does not allow the header ${missing.join(', ')}`, 'no CORS headers in the proxy');
}

interface PageKey {
  customer: string;
  token: string;
  /** Of the page. */
  origin: string;
  /** That the page names for its events, if it does. */
  environment?: string | undefined;
}

/**
 * Whether the server accepts a key for the pages of an origin, and events of the environment that they name. An empty
 * batch is refused after the key was accepted, so nothing is stored; the answer says which environment the key is for.
 */
export async function inspectKey(url: string, { customer, token, origin, environment }: PageKey): Promise<Finding[]> {
  const answer = await askAnything(url + ROUTES.track, {
    method: 'POST',
    headers: {
      [HEADER_CUSTOMER_ID]: customer,
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Origin: origin,
    },
    body: '[]',
  });
  const what = `the key of the page, for customer "${customer}" and ${origin}`;
  if (!answer) return [problem('key', `nothing answers at ${url}`, 'starting the server, or another apiBaseUrl')];
  const reply = readJson(answer.text);
  if (answer.status === 422) {
    const isFor = toEnvironment(reply.environment);
    const accepted = fine('key', `the server accepts ${what}`);
    return isFor ? [accepted, inspectEnvironment(isFor, environment, customer)] : [accepted];
  }
  const instead =
    answer.status === 403 ? `a key with --origin ${origin}` : `onevault-server keys list --customer ${customer}`;
  const code = reply.error_code ?? 'no error code';
  return [problem('key', `the server refuses ${what}: HTTP ${answer.status} ${code}`, instead)];
}

function readJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
