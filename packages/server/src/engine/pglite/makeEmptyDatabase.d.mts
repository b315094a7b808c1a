export function makeEmptyDatabase(path: string): Promise<void>;
