export function endScript(run: () => void): void;
