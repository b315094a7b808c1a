/** What a key can be marked for; a marked key refuses events that come from elsewhere. */
export const ENVIRONMENTS = ['production', 'staging', 'test'] as const;

export type Environment = (typeof ENVIRONMENTS)[number];
