/** The client's clock as ISO 8601 UTC. */
export const now = (): string => new Date().toISOString();
