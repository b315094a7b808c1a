import type { Engine } from '../engine/port.ts';
import type { Metrics } from '../metrics/createMetrics.ts';
import type { MetricsOptions } from './readMetrics.ts';
import { StartError } from './startError.ts';

export interface StartedMetrics {
  metrics: Metrics;
  /** Whether the server itself serves `/metrics`. */
  endpoint: boolean;
  token: string | null;
  close(): Promise<void>;
}

/** Starts counting where metrics are on, and opens their port if they have one. Loads the metrics library only then. */
export async function startMetrics(
  engine: Engine,
  { metrics: wanted, host }: { metrics: MetricsOptions | null; host: string },
): Promise<StartedMetrics | null> {
  if (!wanted) return null;
  const { port, token } = wanted;
  const { createMetrics } = await import('../metrics/createMetrics.ts');
  const metrics = createMetrics(engine);
  if (port === null) return { metrics, endpoint: true, token, close: async () => {} };
  const { startMetricsServer } = await import('../metrics/startMetricsServer.ts');
  try {
    const { close } = await startMetricsServer({ metrics, port, host, token });
    return { metrics, endpoint: false, token, close };
  } catch (error) {
    await engine.close();
    throw new StartError(
      `[OneVault] Failed to listen on ${host}:${port} for metrics: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}. Try another --metrics-port.`,
    );
  }
}
