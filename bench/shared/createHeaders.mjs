/**
 * The headers that a browser sends with an event and that the server reads.
 *
 * @param {string} customerId
 */
export function createHeaders(customerId) {
  return {
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Content-Type': 'application/json',
    'X-Customer-ID': customerId,
    Authorization: `Bearer ovt_${customerId}`,
  };
}
