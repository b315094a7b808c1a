import { failed, readInteger } from './readFlags.ts';
import { readSecretFile } from './readSecretFile.ts';

export interface MetricsOptions {
  /** A separate port; null for the server's port. */
  port: number | null;
  token: string | null;
}

export const METRICS_FLAGS = {
  'metrics-port': { type: 'string' },
  'metrics-token': { type: 'string' },
  'metrics-token-file': { type: 'string' },
} as const;

/** Null: no metrics, the result without port and token unless `isWithoutFlags`. */
export function readMetrics(
  flags: { [flag in keyof typeof METRICS_FLAGS]?: string | undefined },
  env: Record<string, string | undefined>,
  { isWithoutFlags }: { isWithoutFlags: boolean },
): MetricsOptions | null {
  const file = flags['metrics-token-file'];
  const { 'metrics-port': port } = flags;
  const token =
    flags['metrics-token'] ??
    (file === undefined
      ? env.ONEVAULT_METRICS_TOKEN || undefined
      : readSecretFile('--metrics-token-file', file).join(' '));
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
