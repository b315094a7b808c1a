import { failed } from './readFlags.ts';

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90d`, `24h`, `30m`, `45s` or `0`, in milliseconds. */
export function readDurationMs(flag: string, text: string): number {
  const [, number, unit = 's'] = /^(\d{1,6})([smhd])$/.exec(text) ?? /^(0)$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (number === undefined || unitMs === undefined) {
    throw failed(flag, `"${text}" is not a length of time`, `${flag} 90d, 24h, 30m or 45s`);
  }
  return Number(number) * unitMs;
}
