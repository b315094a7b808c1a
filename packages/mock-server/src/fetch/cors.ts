/** The CORS headers of every answer. */
export const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Accept-Encoding',
};
