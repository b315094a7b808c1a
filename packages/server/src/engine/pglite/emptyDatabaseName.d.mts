export function emptyDatabaseName(): string;
