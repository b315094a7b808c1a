import { createHeaders } from '../shared/createHeaders.mjs';

/** Sends one request as a customer: a POST if there is a body. @param {string} url @param {string} customer @param {string} path @param {string} [body] */
export function send(url, customer, path, body) {
  const headers = createHeaders(customer);
  return fetch(url + path, body === undefined ? { headers } : { method: 'POST', headers, body });
}
