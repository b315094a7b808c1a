import { failed, readInteger } from './readFlags.ts';

export interface MetricsOptions {
  /** A separate port; null for the server's port. */
  port: number | null;
  token: string | null;
}

export const METRICS_FLAGS = { 'metrics-port': { type: 'string' }, 'metrics-token': { type: 'string' } } as const;

/** Null (no metrics) when neither flag is given, unless `isWithoutFlags`. */
export function readMetrics(
  { 'metrics-port': port, 'metrics-token': token }: { [flag in keyof typeof METRICS_FLAGS]?: string | undefined },
  { isWithoutFlags }: { isWithoutFlags: boolean },
): MetricsOptions | null {
  if (token !== undefined && !/^[\x21-\x7e]{1,256}$/.test(token)) {
    throw failed(
      '--metrics-token',
      'it is empty or has a character that a header cannot carry',
      '--metrics-token <token>',
    );
  }
  if (!isWithoutFlags && port === undefined && token === undefined) return null;
  return { port: port === undefined ? null : readInteger('--metrics-port', port, 65_535), token: token ?? null };
}
