import { HEADER_CUSTOMER_ID, HEADER_LAST_EVENT_ID } from '@onevault/contract';
import { CORS } from './cors.ts';

/** The answer to the preflight that a browser sends before a request to another origin. */
export const PREFLIGHT = {
  ...CORS,
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, DELETE',
  'Access-Control-Allow-Headers': `${HEADER_CUSTOMER_ID}, Authorization, Content-Type, Content-Encoding, ${HEADER_LAST_EVENT_ID}`,
  'Access-Control-Max-Age': '86400',
};
