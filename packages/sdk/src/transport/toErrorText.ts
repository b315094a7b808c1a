/** HTTP/2 and 3 have no phrases, and clients compare these texts. */
const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** `HTTP 401: Unauthorized`. */
export function toErrorText(status: number): string {
  return `HTTP ${status}: ${PHRASES[status] || 'Error'}`;
}
