/** The engine's own promise, even if the page has replaced the global. */
export const SafePromise = (async () => {})().constructor as PromiseConstructor;
