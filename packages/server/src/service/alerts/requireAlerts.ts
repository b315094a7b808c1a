import type { Alerts, Engine } from '../../engine/port.ts';
import { requireOperations } from '../requireOperations.ts';

/** The alerts of an engine; throws a `Refusal` (501) if it has none. */
export function requireAlerts(engine: Pick<Engine, 'operations'>): Alerts {
  return requireOperations(engine, 'Alerting').alerts;
}
