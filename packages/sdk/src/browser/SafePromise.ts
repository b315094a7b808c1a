/** The engine's own promise, whatever the page has put into the global's place. */
export const SafePromise = (async () => {})().constructor as PromiseConstructor;
