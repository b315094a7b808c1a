import { ROUTES } from '@onevault/contract';
import { useAsk } from '../../parts/useAsk.ts';

/** GET `/health/detailed`: of the server, over all customers. */
export interface HealthReply {
  status: 'healthy' | 'degraded';
  problems: {
    rule: 'set_aside' | 'events_wait' | 'customers_away';
    count: number;
    message: string;
    reasons?: { rule: string; message: string; count: number }[];
  }[];
  engine: 'memory' | 'pglite' | 'postgres';
  durability: string;
  row_level_security: 'on' | 'off' | 'not_applicable';
  pipeline: { last_event_at: string | null; last_processed_at: string | null };
}

const ASK_MS = 10_000;

export function useHealth(): { health: HealthReply | null; error: unknown } {
  const { reply, error } = useAsk<HealthReply>(ROUTES.healthDetailed, { everyMs: ASK_MS });
  return { health: reply, error };
}
