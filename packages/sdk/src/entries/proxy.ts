/** A first-party proxy for servers and workers that speak `Request` and `Response`. */
export { createProxy, type ProxyOptions, type TrackerProxy } from '../proxy/createProxy.ts';
