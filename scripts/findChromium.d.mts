/** Path of a Chromium executable, or null if none can be had. `install` (default true): install one if there is none. */
export function findChromium(options?: { install?: boolean }): Promise<string | null>;
