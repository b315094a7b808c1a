import { LOG_FORMATS, type LogFormat } from './createLog.ts';
import { failed } from './readFlags.ts';

export function readLogFormat(text = 'plain'): LogFormat {
  const format = LOG_FORMATS.find((known) => known === text);
  if (!format) throw failed('--log-format', 'the format is unknown', LOG_FORMATS.join(', '));
  return format;
}
