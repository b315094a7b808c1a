import { toEngineTime } from '../service/readEventQuery.ts';
import { failed } from './readFlags.ts';

/** An ISO 8601 date, or date and time with a zone, in the engine's form. */
export function readTime(flag: string, text: string): string {
  const time = toEngineTime(text);
  if (time === null) throw failed(flag, 'it is not a date, or date and time with zone', `${flag} 2026-01-31T12:00:00Z`);
  return time;
}
