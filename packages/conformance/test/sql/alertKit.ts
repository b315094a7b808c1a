/** What the tests of alerts share. */
import type { AlertKind, AlertRule } from '@onevault/contract';
import type { NewAlertDestination, NewAlertRule } from '@onevault/server/internal/engine/port';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

let made = 0;
/** Ids in the order of the calls. */
export function nextId(): string {
  made += 1;
  return `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`;
}

export function rule(kind: AlertKind, settings: AlertRule['settings'], more: Partial<NewAlertRule> = {}): NewAlertRule {
  return {
    ruleId: nextId(),
    name: `A rule about ${kind}`,
    kind,
    settings: { for_minutes: 0, resolve_minutes: 5, ...settings },
    destinationIds: null,
    isEnabled: true,
    ...more,
  };
}

export const webhook = (destinationId: string): NewAlertDestination => ({
  destinationId,
  kind: 'webhook',
  address: 'https://hook.example/secret-path',
  secret: 'whsec_c2VjcmV0',
  label: null,
  host: 'hook.example',
});
