import { parseDurationMs } from '../parseDurationMs.ts';
import { failed } from './readFlags.ts';

/** `90d`, `24h`, `30m`, `45s` or `0`, in milliseconds. */
export function readDurationMs(flag: string, text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs === undefined) throw failed(flag, `"${text}" is not a duration`, `${flag} 90d, 24h, 30m or 45s`);
  return durationMs;
}
